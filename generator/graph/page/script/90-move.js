// Zooming, and moving by dragging. Everything else that moves is the browser's own scrolling.
const zooms = Object.fromEntries(views.map((view) => [view, 1]));
const active = () => document.getElementById(route.view);
const sheetOf = (view) => view.querySelector(".sheet");

// Keeps what is at a point of the view where it is.
function zoomTo(wanted, x = active().clientWidth / 2, y = active().clientHeight / 2) {
  const view = active();
  const before = zooms[route.view];
  const after = Math.min(4, Math.max(0.2, wanted));
  const left = ((view.scrollLeft + x) / before) * after - x;
  const top = ((view.scrollTop + y) / before) * after - y;
  zooms[route.view] = after;
  sheetOf(view).style.zoom = after;
  view.scrollTo(left, top);
  showZoom();
}

function showZoom() {
  document.getElementById("whole").textContent = `${Math.round(zooms[route.view] * 100)} %`;
}

function fit() {
  const view = active();
  zoomTo(1);
  const sheet = sheetOf(view);
  const [width, height] = [sheet.scrollWidth, sheet.scrollHeight];
  // The tree flows: at half the size twice as many clusters stand beside each other.
  const flows = route.view === "topology";
  zoomTo(flows ? Math.min(1, Math.sqrt(view.clientHeight / height)) : Math.min(2, view.clientWidth / width, view.clientHeight / height));
  if (flows && view.scrollHeight > view.clientHeight) zoomTo((zooms[route.view] * view.clientHeight) / view.scrollHeight);
  view.scrollTo(0, 0);
}

const larger = () => zoomTo(zooms[route.view] * 1.25);
const smaller = () => zoomTo(zooms[route.view] / 1.25);
const buttons = { in: larger, out: smaller, whole: () => zoomTo(1), fit };
for (const [id, act] of Object.entries(buttons)) document.getElementById(id).addEventListener("click", () => act());

for (const view of document.querySelectorAll(".view")) {
  view.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const edge = view.getBoundingClientRect();
    zoomTo(zooms[route.view] * Math.exp(-event.deltaY / 400), event.clientX - edge.x, event.clientY - edge.y);
  }, { passive: false });
  view.addEventListener("dragstart", (event) => event.preventDefault());
  view.addEventListener("pointerdown", (event) => event.button === 0 && event.pointerType === "mouse" && drag(view, event));
}

function drag(view, start) {
  const [left, top] = [view.scrollLeft, view.scrollTop];
  const moved = (event) => Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY);
  const move = (event) => {
    if (!view.classList.contains("dragging") && moved(event) < 5) return;
    view.classList.add("dragging");
    view.scrollTo(left - event.clientX + start.clientX, top - event.clientY + start.clientY);
  };
  const stop = (event) => {
    removeEventListener("pointermove", move);
    removeEventListener("pointerup", stop);
    removeEventListener("pointercancel", stop);
    view.classList.remove("dragging");
    // Where a drag ends is no click.
    if (moved(event) >= 5) {
      const swallow = (click) => { click.preventDefault(); click.stopPropagation(); };
      addEventListener("click", swallow, { capture: true, once: true });
      setTimeout(() => removeEventListener("click", swallow, { capture: true }), 0);
    }
  };
  addEventListener("pointermove", move);
  addEventListener("pointerup", stop);
  addEventListener("pointercancel", stop);
}
