// The page image of the reading desk. Without this file the still picture and its frames remain.
(() => {
  "use strict";

  const current = document.querySelector(".lines .cur, .lines mark");
  if (current && !location.hash) current.scrollIntoView({ block: "center" });

  const figure = document.querySelector("[data-viewer]");
  if (!figure || !window.OpenSeadragon) return;
  const still = figure.querySelector("[data-still]");
  const stage = figure.querySelector("[data-stage]");
  const tools = figure.querySelector("[data-viewer-tools]");
  const number = (name) => Number(figure.dataset[name]);
  const width = number("width");
  const height = number("height");
  const top = number("levels");

  const tiles = {
    width, height, tileSize: number("tile"), tileOverlap: 0, minLevel: 0, maxLevel: top,
    getTileUrl: (level, x, y) => figure.dataset.tiles
      .replace("99999", level).replace("88888", x).replace("77777", y),
  };

  stage.hidden = false;
  const viewer = OpenSeadragon({
    element: stage,
    tileSources: tiles,
    drawer: "canvas",
    showNavigationControl: false,
    visibilityRatio: 0.6,
    maxZoomPixelRatio: 2,
    gestureSettingsMouse: { clickToZoom: false, dblClickToZoom: true, scrollToZoom: false },
    animationTime: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 0.4,
  });

  // The wheel belongs to the page; with Ctrl it zooms the image.
  stage.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    viewer.viewport.zoomBy(event.deltaY < 0 ? 1.2 : 1 / 1.2);
  }, { passive: false });

  viewer.addOnceHandler("open", () => {
    still.classList.add("gone");
    figure.classList.add("live");
    tools.hidden = false;
    for (const rect of still.querySelectorAll("rect")) {
      const box = document.createElement("div");
      box.className = `box ${rect.getAttribute("class")}`;
      const side = (name) => Number(rect.getAttribute(name));
      const place = viewer.viewport.imageToViewportRectangle(
        side("x"), side("y"), side("width"), side("height"));
      viewer.addOverlay({ element: box, location: place });
    }
  });
  // A picture that does not come in pieces stays as it was.
  viewer.addOnceHandler("tile-load-failed", () => {
    still.classList.remove("gone");
    figure.classList.remove("live");
    stage.hidden = true;
    tools.hidden = true;
  });

  const acts = {
    in: () => viewer.viewport.zoomBy(1.4),
    out: () => viewer.viewport.zoomBy(1 / 1.4),
    home: () => viewer.viewport.goHome(),
    turn: () => viewer.viewport.setRotation(viewer.viewport.getRotation() + 90),
  };
  tools.addEventListener("click", (event) => {
    const button = event.target.closest("[data-zoom]");
    if (!button) return;
    acts[button.dataset.zoom]();
    viewer.viewport.applyConstraints();
  });
})();
