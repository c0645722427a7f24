"""The pages, in the order of the menu: what shows each, its title, and its path in the address."""

from collections.abc import Callable

from pages import coverage, data, next_posts, underserved, waves
from pages.store import Visit

Show = Callable[[Visit], None]
PAGES: list[tuple[Show, str, str]] = [
    (coverage.show, "Couverture", ""),
    (waves.show, "Avancement des vagues", "vagues"),
    (underserved.show, "Zones sous-couvertes", "zones-sous-couvertes"),
    (next_posts.show, "Prochains postes", "prochains-postes"),
    (data.show, "Données et méthode", "donnees"),
]
# Pages that begin with their map: the rest of them waits for it on a visitor's first run.
MAP_FIRST: tuple[Show, ...] = (coverage.show,)
