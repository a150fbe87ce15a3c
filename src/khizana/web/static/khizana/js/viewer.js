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
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

  const show = (on) => {
    still.classList.toggle("gone", on);
    figure.classList.toggle("live", on);
    tools.hidden = !on;
  };

  // Frames are counted in the units of the still picture, tiles in dots of the scan.
  const frame = (viewer, size) => {
    const scale = size.width / Number(figure.dataset.width);
    for (const rect of still.querySelectorAll("rect")) {
      const box = document.createElement("div");
      box.className = `box ${rect.getAttribute("class")}`;
      const side = (name) => Number(rect.getAttribute(name)) * scale;
      viewer.addOverlay({
        element: box,
        location: viewer.viewport.imageToViewportRectangle(
          side("x"), side("y"), side("width"), side("height")),
      });
    }
  };

  const start = (size) => {
    show(true); // the stage must have its height before the viewer measures it
    const viewer = OpenSeadragon({
      element: stage,
      tileSources: {
        width: size.width, height: size.height, tileSize: size.tile, tileOverlap: 0,
        minLevel: 0, maxLevel: size.levels,
        getTileUrl: (level, x, y) => figure.dataset.tiles
          .replace("99999", level).replace("88888", x).replace("77777", y),
      },
      drawer: "canvas",
      showNavigationControl: false,
      visibilityRatio: 0.6,
      maxZoomPixelRatio: 2,
      gestureSettingsMouse: { clickToZoom: false, dblClickToZoom: true, scrollToZoom: false },
      animationTime: calm ? 0 : 0.4,
    });
    viewer.addOnceHandler("open", () => frame(viewer, size));
    viewer.addOnceHandler("open-failed", () => show(false));
    viewer.addOnceHandler("tile-load-failed", () => show(false));

    // The wheel belongs to the page; with Ctrl it zooms the image.
    stage.addEventListener("wheel", (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      viewer.viewport.zoomBy(event.deltaY < 0 ? 1.2 : 1 / 1.2);
    }, { passive: false });

    const acts = {
      in: () => viewer.viewport.zoomBy(1.4),
      out: () => viewer.viewport.zoomBy(1 / 1.4),
      home: () => { viewer.viewport.setRotation(0); viewer.viewport.goHome(); },
      turn: () => viewer.viewport.setRotation(viewer.viewport.getRotation() + 90),
    };
    tools.addEventListener("click", (event) => {
      const button = event.target.closest("[data-zoom]");
      if (!button) return;
      acts[button.dataset.zoom]();
      viewer.viewport.applyConstraints();
    });
  };

  fetch(figure.dataset.size, { headers: { Accept: "application/json" } })
    .then((answer) => (answer.ok ? answer.json() : null))
    .then((size) => { if (size) start(size); })
    .catch(() => show(false));
})();
