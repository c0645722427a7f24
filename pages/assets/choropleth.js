// Draws a department's communes in the frame of streamlit-folium, and repaints them in place.
//
// createMap() is called once, by the base map's constant script; it fetches the contours by URL.
// paint() is called at each change, with the instructions that geo/maps.py describes. The map's
// element carries data-painted, which goes up by one when a repaint is complete.
(function () {
  "use strict";

  const NEUTRAL = "#e9e9ef";
  const INK = "#161616";
  // geo/maps.py has the same colour, radius and digits (of packed figures).
  const CIRCLE = "#F59C00";
  const RADIUS_OF_ONE = 5;
  const DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ!#$%()*+,-.:;=?@[]^|~";
  const UNKNOWN = "non connu";
  const OUTLINES = [
    { color: "#ffffff", weight: 7 },
    { color: INK, weight: 3 },
  ];
  const MARGINS = { paddingTopLeft: [46, 12], paddingBottomRight: [6, 6] };
  const PAPER_PX = 690; // width of an A4 sheet between its margins (pages.css)
  const TOWN_ROOM = 75; // pixels of width that the name of one more town needs
  const PANES = ["neighbours", "communes", "borders", "selection", "towns", "structures"];

  let map = null;
  let communes = null; // L.FeatureGroup of the drawn communes
  let layers = new Map(); // commune code -> its layer
  let document_ = null; // the contours document
  let borders = {};
  let structures = null;
  let selection = null;
  let pending = null; // instructions that came before the contours
  let current = null; // instructions of the last repaint
  let chosen = null; // code of the commune outlined
  let clicks = 0;
  let told = null; // element that says what the map shows

  function createMap(id, setup) {
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    map = L.map(id, {
      zoomControl: false,
      zoomSnap: 0.25,
      zoomDelta: 0.5,
      minZoom: 5,
      maxZoom: 15,
      fadeAnimation: !still,
      zoomAnimation: !still,
      attributionControl: false,
    });
    L.control.zoom({ zoomInTitle: "Agrandir", zoomOutTitle: "Réduire" }).addTo(map);
    L.control.scale({ imperial: false }).addTo(map);
    homeButton(setup.bounds).addTo(map);
    PANES.forEach(function (name, place) {
      map.createPane(name).style.zIndex = 400 + 10 * place;
    });
    map.getPane("borders").style.pointerEvents = "none";
    map.getPane("towns").style.pointerEvents = "none";
    map.fitBounds(setup.bounds, Object.assign({ animate: false }, MARGINS));
    window.addEventListener("resize", function () {
      map.invalidateSize();
    });
    fitPaper(setup.bounds);
    fetch(setup.contours)
      .then(function (answer) {
        if (!answer.ok) throw new Error("contours: " + answer.status);
        return answer.json();
      })
      .then(function (contours) {
        current = pending; // communes are drawn in their colours at once
        draw(contours);
        if (pending) repaint(pending);
      })
      .catch(function (error) {
        console.error(error);
        notice("Les contours des communes n’ont pas pu être chargés. Rechargez la page.");
      });
    return map;
  }

  // Printing lays the frame out anew without telling Leaflet: the map takes the width of the paper first.
  function fitPaper(bounds) {
    const style = map.getContainer().style;
    function resize(width) {
      const whole = map.getBounds().contains(bounds);
      style.width = width;
      map.invalidateSize({ animate: false });
      if (whole) map.fitBounds(bounds, Object.assign({ animate: false }, MARGINS));
    }
    window.addEventListener("beforeprint", function () {
      resize(Math.min(PAPER_PX, map.getSize().x) + "px");
    });
    window.addEventListener("afterprint", function () {
      resize("");
    });
  }

  // The frame's page is streamlit-folium's: it is given the language and name of this map.
  function frameWords(title) {
    document.documentElement.lang = "fr";
    document.title = title;
    const box = map.getContainer();
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", title);
    box.setAttribute("aria-describedby", "told");
    if (!told) {
      told = L.DomUtil.create("p", "maillage-told", box);
      told.id = "told";
    }
    told.textContent = sentence();
    if (window.frameElement) window.frameElement.title = title;
  }

  // What the map shows, for who does not see it.
  function sentence() {
    const values = [];
    const classes = current.labels.map(function () {
      return 0;
    });
    for (let place = 0; place < current.figures.length / current.width; place += 1) {
      const number = unpacked(place);
      if (classes.length) classes[number % current.colors.length] += 1;
      else if (valueOf(number) >= 0) values.push(valueOf(number));
    }
    const said = current.labels
      .map(function (label, place) {
        return label + "\u00a0: " + figure(classes[place], 0);
      })
      .filter(function (words, place) {
        return classes[place];
      });
    values.sort(function (one, other) {
      return one - other;
    });
    if (values.length) {
      said.push("de " + worded(values[0]) + " à " + worded(values[values.length - 1]));
      said.push("médiane " + worded(values[Math.floor((values.length - 1) / 2)]));
    }
    const posts = current.circles.reduce(function (sum, drawn) {
      return sum + postsOf(drawn);
    }, 0);
    const drawn = ["cercles\u00a0: " + counted(current.circles.length, "lieu", "lieux") + ", " + counted(posts, "poste", "postes")];
    if (current.marks.length) drawn.push(counted(current.marks.length, "poste proposé", "postes proposés"));
    return (
      current.label + "\u00a0: " + said.concat(drawn).join("\u202f; ") + ". La légende et les tableaux de la page le disent aussi."
    );
  }

  function counted(value, one, several) {
    return figure(value, 0) + "\u00a0" + (value < 2 ? one : several);
  }

  function homeButton(bounds) {
    const control = L.control({ position: "topleft" });
    control.onAdd = function () {
      const bar = L.DomUtil.create("div", "leaflet-bar");
      const button = L.DomUtil.create("a", "maillage-home", bar);
      button.href = "#";
      button.role = "button";
      button.title = "Voir tout le département";
      button.setAttribute("aria-label", button.title);
      button.textContent = "⤢";
      L.DomEvent.disableClickPropagation(bar);
      L.DomEvent.on(button, "click", function (event) {
        L.DomEvent.preventDefault(event);
        map.fitBounds(bounds, MARGINS);
      });
      return bar;
    };
    return control;
  }

  function notice(sentence) {
    const box = L.DomUtil.create("p", "maillage-notice", map.getContainer());
    box.setAttribute("role", "alert");
    box.textContent = sentence;
  }

  function draw(contours) {
    document_ = contours;
    contours.features.forEach(function (feature, position) {
      feature.position = position;
    });
    contours.neighbours.forEach(function (neighbour) {
      L.geoJSON(neighbour.geometry, {
        pane: "neighbours",
        interactive: false,
        style: { color: "#c4c4cc", weight: 1, fillColor: "#eeeef1", fillOpacity: 1 },
      }).addTo(map);
    });
    communes = L.geoJSON(contours, {
      pane: "communes",
      style: function (feature) {
        return { color: "#c3c3d2", weight: 0.6, fillColor: colorOf(feature), fillOpacity: 1 };
      },
      onEachFeature: function (feature, layer) {
        layers.set(feature.properties.code, layer);
      },
    }).addTo(map);
    followPointer(communes, function (layer) {
      return communeTip(layer.feature);
    });
    communes.on("click", function (event) {
      choose(event.layer.feature.properties.code);
    });
    ["epci", "arrondissement", "department"].forEach(function (level) {
      const lines = contours.borders[level].map(function (line) {
        return line.map(function (point) {
          return [point[1], point[0]];
        });
      });
      borders[level] = L.polyline(lines, {
        pane: "borders",
        interactive: false,
        color: level === "department" ? "#3a3a3a" : "#5b5b66",
        weight: { epci: 1.1, arrondissement: 1.6, department: 2 }[level],
      });
    });
    borders.department.addTo(map);
    const room = Math.floor(map.getSize().x / TOWN_ROOM);
    contours.towns.slice(0, room).forEach(function (town) {
      const name = lines([town[2]]);
      name.className = "maillage-town";
      const icon = L.divIcon({ html: name, className: "maillage-anchor", iconSize: [0, 0] });
      const place = { icon: icon, pane: "towns", interactive: false, keyboard: false };
      L.marker([town[0], town[1]], place).addTo(map);
    });
    map.getContainer().dataset.communes = String(layers.size);
  }

  // One tip for a whole group: bindTooltip would listen to each of its shapes, and make each of them a
  // stop of the keyboard that nothing shows. What tips say, the page says elsewhere.
  function followPointer(group, words) {
    const tip = L.tooltip({ className: "maillage-tip", offset: [8, 0] });
    group.on("mouseover", function (event) {
      tip.setContent(words(event.layer)).setLatLng(event.latlng).addTo(map);
    });
    group.on("mousemove", function (event) {
      tip.setLatLng(event.latlng);
    });
    group.on("mouseout remove", function () {
      tip.remove();
    });
  }

  function choose(code) {
    clicks += 1;
    window.Streamlit.setComponentValue({ commune: code, click: clicks });
  }

  // Text only: whatever a name holds, it is never read as HTML.
  function lines(texts) {
    const box = document.createElement("div");
    texts.forEach(function (text, place) {
      const line = document.createElement(place ? "div" : "strong");
      line.textContent = text;
      box.appendChild(line);
    });
    return box;
  }

  function figure(value, decimals) {
    const form = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
    return value.toLocaleString("fr-FR", form);
  }

  // Place of a commune's territory in the instructions' lists; -1 where it belongs to none.
  function placeOf(feature) {
    const properties = feature.properties;
    if (current.level === "commune") return feature.position;
    const kinds = { epci: ["epci", "epci"], arrondissement: ["arrondissement", "arrondissements"] };
    const own = properties[kinds[current.level][0]];
    // Communes outside any territory stand first, under an empty code.
    const extra = current.figures.length / current.width - document_[kinds[current.level][1]].length;
    return own < 0 ? extra - 1 : own + extra;
  }

  function colorOf(feature) {
    const place = current ? placeOf(feature) : -1;
    return place < 0 ? NEUTRAL : current.colors[unpacked(place) % current.colors.length];
  }

  function communeTip(feature) {
    const own = feature.properties;
    const texts = [own.name, figure(own.population, 0) + "\u00a0habitants"];
    if (current) {
      const said = current.label + "\u00a0: " + shown(placeOf(feature));
      if (current.level === "commune") texts.push(said);
      else texts.unshift(territoryName(own), said, "dont la commune\u00a0:");
    }
    return lines(texts);
  }

  function territoryName(own) {
    if (current.level === "epci") return own.epci < 0 ? "Hors EPCI" : document_.epci[own.epci][1];
    if (own.arrondissement < 0) return "Hors arrondissement";
    return "Arrondissement\u00a0: " + document_.arrondissements[own.arrondissement][1];
  }

  function shown(place) {
    if (place < 0) return UNKNOWN;
    const told = unpacked(place);
    if (current.labels.length) return current.labels[told % current.colors.length];
    const value = valueOf(told);
    return value < 0 ? UNKNOWN : worded(value);
  }

  // A value as geo/maps.py packs it: a whole number of 10^-decimals units, -1 where it is unknown.
  function valueOf(told) {
    return Math.floor(told / current.colors.length) - 1;
  }

  function worded(value) {
    const words = figure(value / Math.pow(10, current.decimals), current.decimals);
    return current.unit === "km" ? words + "\u00a0km" : words;
  }

  // What geo/maps.py packed for a territory: its value and its class in one number.
  function unpacked(place) {
    let told = 0;
    for (let i = place * current.width; i < (place + 1) * current.width; i += 1) {
      told = told * DIGITS.length + DIGITS.indexOf(current.figures[i]);
    }
    return told;
  }

  function paint(instructions, selected) {
    instructions.selected = selected;
    if (document_) repaint(instructions);
    else pending = instructions;
    // streamlit-folium adds and removes what it is given here; all is drawn above.
    return L.featureGroup();
  }

  function repaint(instructions) {
    const moved = chosen !== instructions.selected;
    chosen = instructions.selected;
    current = instructions;
    frameWords(instructions.title);
    layers.forEach(function (layer) {
      const color = colorOf(layer.feature);
      if (layer.options.fillColor !== color) layer.setStyle({ fillColor: color });
    });
    ["epci", "arrondissement"].forEach(function (level) {
      const wanted = current.level === level || (level === "epci" && current.level === "commune");
      if (wanted) borders[level].addTo(map);
      else borders[level].remove();
    });
    points(instructions.circles, instructions.marks);
    mark(instructions.selected, moved);
    const box = map.getContainer();
    window.requestAnimationFrame(function () {
      box.dataset.painted = String(Number(box.dataset.painted || 0) + 1);
    });
  }

  function points(circles, marks) {
    if (structures) structures.remove();
    structures = L.featureGroup(
      circles.map(circle).concat(
        marks.map(function (mark, place) {
          return pointAt(numbered([mark[0], mark[1]], place + 1), mark[2], mark[3]);
        })
      )
    ).addTo(map);
    followPointer(structures, function (layer) {
      return layer.options.words;
    });
    const box = map.getContainer();
    box.dataset.proposed = String(marks.length);
    box.dataset.structures = String(
      circles.filter(function (drawn) {
        return drawn[4];
      }).length
    );
  }

  function pointAt(layer, code, texts) {
    layer.on("click", function () {
      if (layers.has(code)) choose(code);
    });
    layer.options.words = lines(texts);
    return layer;
  }

  function postsOf(point) {
    return point[3].reduce(function (sum, structure) {
      return sum + structure[1];
    }, 0);
  }

  function circle(point) {
    const named = point[3];
    const layer = L.circleMarker([point[0], point[1]], {
      pane: "structures",
      radius: RADIUS_OF_ONE * Math.sqrt(postsOf(point)),
      color: INK,
      weight: 1.5,
      fillColor: point[4] ? CIRCLE : "#ffffff",
      fillOpacity: 0.9,
      className: "maillage-structure",
    });
    const texts = named.map(function (structure) {
      return structure[0] + "\u00a0: " + counted(structure[1], "poste", "postes");
    });
    return pointAt(layer, point[2], texts);
  }

  // A proposed post is told by its form and its rank, not by a colour.
  function numbered(place, rank) {
    const label = document.createElement("span");
    label.textContent = String(rank);
    const icon = L.divIcon({ html: label, className: "maillage-proposed", iconSize: [18, 18] });
    return L.marker(place, { icon: icon, pane: "structures", keyboard: false });
  }

  function mark(code, moved) {
    if (selection) selection.remove();
    selection = null;
    const layer = code ? layers.get(code) : null;
    map.getContainer().dataset.selected = layer ? code : "";
    if (!layer) return;
    selection = L.layerGroup(
      OUTLINES.map(function (outline) {
        const style = Object.assign({ fill: false }, outline);
        return L.geoJSON(layer.feature.geometry, { pane: "selection", interactive: false, style: style });
      })
    ).addTo(map);
    if (moved) map.panInside(layer.getBounds().getCenter(), { padding: [60, 60] });
  }

  window.maillage = { createMap: createMap, paint: paint };
})();
