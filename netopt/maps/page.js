"use strict";
// Draws the layers of the JSON block "data". All text reaches the page through textContent: names are never markup.
(function () {
  const data = JSON.parse(document.getElementById("data").textContent);
  const words = {
    en: { other: "中文", source: "Data: ", hide: "Hide", notes: "Notes", show: "Legend", min: "min" },
    zh: { other: "English", source: "数据：", hide: "收起", notes: "说明", show: "图例", min: "分钟" },
  };
  let language = data.language, isFolded = false;
  const text = (titles, fallback) => (titles && (titles[language] || titles.en)) || fallback;

  const map = L.map("map", { preferCanvas: true, zoomSnap: 0.25, attributionControl: false });
  const attribution = L.control.attribution({ prefix: false, position: "bottomleft" }).addTo(map);
  L.control.scale({ imperial: false, position: "bottomleft" }).addTo(map);

  function colourOf(layer, properties) {
    const value = layer.value === null ? null : properties[layer.value];
    if (!layer.legend.length) return layer.style.colour;
    if (value === null || value === undefined) return data.missing;
    if (typeof layer.legend[0].upper === "number") {
      const hit = layer.legend.find((entry) => value <= entry.upper + 1e-9);
      return hit ? hit.colour : data.missing;
    }
    const hit = layer.legend.find((entry) => entry.word === String(value));
    return hit ? hit.colour : data.missing;
  }

  function popup(layer, properties) {
    const table = document.createElement("table");
    for (const [key, value] of Object.entries(properties)) {
      if (value === null || value === "") continue;
      const row = table.insertRow();
      row.insertCell().textContent = key;
      row.insertCell().textContent = typeof value === "number" ? String(Math.round(value * 100) / 100) : String(value);
    }
    return table;
  }

  // Long names are cut, and signs that turn the direction of writing are left out.
  const short = (name) => { const plain = String(name).replace(/[\u0000-\u001f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, " "); return plain.length > 40 ? plain.slice(0, 39) + "…" : plain; };
  function nameOf(layer, properties) {
    const chosen = properties["name_" + language] || properties[layer.label];
    if (chosen === null || chosen === undefined) return "";
    const other = properties["name_" + (language === "zh" ? "en" : "zh")];
    return other && other !== chosen ? short(chosen) + " " + short(other) : short(chosen);
  }

  for (const layer of data.layers) {
    layer.hidden = new Set();
    layer.drawn = L.featureGroup();
    layer.on = layer.visible;
    map.createPane(layer.name).style.zIndex = 400 + layer.style.order;
    layer.renderer = L.canvas({ pane: layer.name, tolerance: 4 });
  }

  function draw(layer) {
    layer.drawn.clearLayers();
    const style = layer.style;
    L.geoJSON(layer.features, {
      pane: layer.name,
      filter: (feature) => layer.facet === null || !layer.hidden.has(String(feature.properties[layer.facet])),
      style: (feature) => {
        const colour = colourOf(layer, feature.properties), isPoint = feature.geometry.type.endsWith("Point");
        return { renderer: layer.renderer, pane: layer.name, color: isPoint ? "#fff" : layer.outline || colour, weight: style.width, dashArray: style.dash || null, opacity: 0.9,
          fill: isPoint || style.fill_opacity > 0, fillColor: colour, fillOpacity: isPoint ? style.fill_opacity || 0.9 : style.fill_opacity };
      },
      pointToLayer: (feature, place) => L.circleMarker(place, { renderer: layer.renderer, pane: layer.name, radius: style.radius || 4,
        color: "#fff", weight: style.width, fillColor: colourOf(layer, feature.properties), fillOpacity: style.fill_opacity || 0.9 }),
      onEachFeature: (feature, drawn) => {
        drawn.bindPopup(() => popup(layer, feature.properties));
        if (layer.label !== null) drawn.labelText = nameOf(layer, feature.properties);
      },
    }).eachLayer((drawn) => {
      if (!drawn.setStyle) return;
      if (drawn.setRadius) drawn.setStyle({ color: "#fff", fillColor: colourOf(layer, drawn.feature.properties) });
      layer.drawn.addLayer(drawn);
    });
  }

  // Labels that would cover an earlier label are left out; zooming in brings them back.
  let taken = [], named = new Set();
  function label(layer) {
    if (layer.label === null || !layer.on) return;
    layer.drawn.eachLayer((drawn) => {
      drawn.unbindTooltip();
      if (!drawn.labelText) return;
      if (named.has(drawn.labelText)) return;
      const place = drawn.getLatLng ? drawn.getLatLng() : drawn.getCenter ? drawn.getCenter() : drawn.getBounds().getCenter();
      const at = map.latLngToContainerPoint(place);
      const wide = 7.5 * width(drawn.labelText) + 16, sides = drawn.getLatLng ? ["right", "left"] : ["center"];
      const boxAt = (side) => { const left = side === "right" ? at.x - 4 : side === "left" ? at.x + 4 - wide : at.x - wide / 2;
        return { left, right: left + wide, top: at.y - 9, bottom: at.y + 9 }; };
      const isFree = (box) => box.left >= 0 && !taken.some((o) => box.left < o.right && box.right > o.left && box.top < o.bottom && box.bottom > o.top);
      const side = sides.find((one) => isFree(boxAt(one)));
      if (side === undefined) return;
      taken.push(boxAt(side));
      named.add(drawn.labelText);
      drawn.bindTooltip(() => { const span = document.createElement("span"); span.textContent = drawn.labelText; return span; },
        { permanent: true, direction: side, offset: { right: [5, 0], left: [-5, 0], center: [0, 0] }[side],
          className: drawn.getLatLng ? "name-label" : "name-label name-area" });
    });
  }
  function panelBox() {
    const frame = map.getContainer().getBoundingClientRect(), box = document.getElementById("panel").getBoundingClientRect();
    return { left: box.left - frame.left, right: box.right - frame.left, top: box.top - frame.top, bottom: box.bottom - frame.top };
  }
  const width = (string) => Array.from(string).reduce((sum, sign) => sum + (sign.charCodeAt(0) > 0x2e80 ? 1.6 : 0.85), 0);
  const labelled = () => data.layers.filter((layer) => layer.label !== null && layer.on).sort((a, b) => a.label_rank - b.label_rank);
  function relabel() { taken = [panelBox()]; named = new Set(); for (const layer of labelled()) label(layer); }

  function element(parent, tag, content, className) {
    const made = document.createElement(tag);
    if (content !== undefined) made.textContent = content;
    if (className) made.className = className;
    parent.appendChild(made);
    return made;
  }

  function checkbox(parent, content, checked, change) {
    const line = element(parent, "label");
    const box = element(line, "input");
    box.type = "checkbox";
    box.checked = checked;
    box.addEventListener("change", () => change(box.checked));
    element(line, "span", content);
    return line;
  }

  function legend(parent, layer) {
    const block = element(parent, "div", undefined, "legend");
    const shape = layer.shape === "line" ? "line" : layer.shape === "point" ? "point" : "";
    let lower = null;
    const entries = layer.legend.length || !shape ? layer.legend : [{ colour: layer.style.colour, word: "" }];
    for (const entry of entries) {
      const line = element(block, "div");
      const sample = element(line, "i", undefined, shape);
      if (shape === "line") { sample.style.borderTopColor = entry.colour; if (layer.style.dash) sample.style.borderTopStyle = "dotted"; }
      else { sample.style.background = entry.colour; if (!shape) sample.style.opacity = Math.min(1, layer.style.fill_opacity + 0.35); }
      const unit = layer.unit ? " " + (words[language][layer.unit] || layer.unit) : "";
      if (entry.word === "") continue;
      const range = typeof entry.upper === "number" ? (lower === null ? "≤ " + entry.upper : lower + (lower < 0 ? " … " : "–") + entry.upper) + unit : text(layer.words[entry.word], entry.word);
      element(line, "span", range);
      lower = typeof entry.upper === "number" ? entry.upper : null;
    }
  }

  function panel() {
    const root = document.getElementById("panel");
    root.replaceChildren();
    element(root, "h1", text(data.title, data.name));
    const button = element(root, "button", words[language].other);
    button.type = "button";
    button.addEventListener("click", () => { language = language === "zh" ? "en" : "zh"; document.documentElement.lang = language; refresh(); });
    const fold = element(root, "button", words[language][isFolded ? "show" : "hide"], "fold");
    fold.type = "button";
    fold.addEventListener("click", () => { isFolded = !isFolded; panel(); relabel(); });
    root.classList.toggle("folded", isFolded);
    if (isFolded) return;
    for (const note of data.notes.slice(0, 1)) element(root, "p", text(note, ""));
    for (const layer of [...data.layers].sort((a, b) => (b.visible - a.visible) || 0)) {
      const heading = element(root, "h2");
      checkbox(heading, text(layer.title, layer.name), layer.on, (on) => {
        layer.on = on;
        if (on) { draw(layer); layer.drawn.addTo(map); } else map.removeLayer(layer.drawn);
        relabel(); panel();
      });
      if (!layer.on) continue;
      legend(root, layer);
      if (layer.facet !== null) {
        const block = element(root, "div", undefined, "facets");
        for (const facet of layer.facets) {
          checkbox(block, text(facet.title, facet.value), !layer.hidden.has(facet.value), (on) => {
            if (on) layer.hidden.delete(facet.value); else layer.hidden.add(facet.value);
            draw(layer);
            relabel();
          });
        }
      }
    }
    if (data.notes.length > 1) element(root, "h2", words[language].notes);
    for (const note of data.notes.slice(1)) element(root, "p", text(note, ""));
    element(root, "p", words[language].source + data.attribution);
  }

  function refresh() {
    document.title = text(data.title, data.name);
    panel();
    for (const layer of data.layers) if (layer.on) draw(layer);
    relabel();
  }

  const bounds = L.latLngBounds([[data.bounds[1], data.bounds[0]], [data.bounds[3], data.bounds[2]]]);
  panel();
  const box = panelBox(), isNarrow = document.body.clientWidth <= 640;
  map.fitBounds(bounds, { paddingBottomRight: isNarrow ? [0, map.getSize().y - box.top] : [map.getSize().x - box.left, 0] });
  attribution.addAttribution("");
  const credit = document.createElement("span");
  credit.textContent = data.attribution;
  attribution.getContainer().replaceChildren(credit);
  for (const layer of data.layers) if (layer.on) layer.drawn.addTo(map);
  refresh();
  map.on("zoomend moveend", relabel);
})();
