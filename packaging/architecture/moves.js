(() => {
  "use strict";
  const svg = document.documentElement;
  const world = document.getElementById("world");
  const picture = document.getElementById("picture");
  const flows = JSON.parse(document.getElementById("flows").textContent);
  const MIN = 0.6, MAX = 4, STEP = 60;
  let x = 0, y = 0, scale = 1;

  const place = () => picture.setAttribute("transform", `translate(${x} ${y}) scale(${scale})`);
  const at = (event) => new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());

  function zoom(factor, point) {
    const wanted = Math.min(MAX, Math.max(MIN, scale * factor));
    x = point.x - (point.x - x) * (wanted / scale);
    y = point.y - (point.y - y) * (wanted / scale);
    scale = wanted;
    place();
  }

  function reset() { x = y = 0; scale = 1; place(); }

  function show(name) {
    for (const section of document.querySelectorAll(".panel section")) section.hidden = section.dataset.about !== name;
  }

  function light(flow) {
    for (const edge of document.querySelectorAll(".edge")) edge.classList.toggle("lit", !!flow && flow.edges.includes(edge.dataset.edge));
    for (const part of document.querySelectorAll(".part")) part.classList.toggle("lit", !!flow && flow.parts.includes(part.dataset.part));
    for (const numbers of document.querySelectorAll(".numbers")) {
      numbers.style.display = flow && numbers.dataset.flow === flow.key ? "inline" : "none";
    }
    picture.classList.toggle("flowing", !!flow);
  }

  function choose(part) {
    for (const each of document.querySelectorAll(".part")) each.classList.toggle("chosen", each === part);
    svg.dataset.chosen = part ? part.dataset.part : "";
  }

  function openPart(part) { light(null); choose(part); svg.dataset.flow = ""; show(`part-${part.dataset.part}`); }

  function openFlow(key) { choose(null); light(flows.find((flow) => flow.key === key)); svg.dataset.flow = key; show(`flow-${key}`); }

  function close() { light(null); choose(null); svg.dataset.flow = ""; show("all"); }

  // An arrow may belong to several flows: each further click goes on to the next of them.
  function openEdge(edge) {
    const mine = flows.filter((flow) => flow.edges.includes(edge.dataset.edge)).map((flow) => flow.key);
    openFlow(mine[(mine.indexOf(svg.dataset.flow) + 1) % mine.length]);
  }

  function act(target) {
    const part = target.closest(".part"), edge = target.closest(".edge");
    const button = target.closest("button");
    if (button) { if (button.dataset.flow) openFlow(button.dataset.flow); else close(); return true; }
    if (part) { openPart(part); return true; }
    if (edge) { openEdge(edge); return true; }
    return false;
  }

  world.addEventListener("wheel", (event) => {
    event.preventDefault();
    zoom(Math.exp(-event.deltaY * 0.0015), at(event));
  }, { passive: false });
  // One finger or the mouse moves the picture; two fingers zoom around the middle between them.
  const fingers = new Map();
  let moved = false;
  world.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    if (!fingers.size) moved = false;
    fingers.set(event.pointerId, at(event));
  });
  svg.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    const now = at(event);
    if (!moved && Math.hypot(now.x - before.x, now.y - before.y) < 4) return;
    moved = true;
    world.classList.add("dragging");
    fingers.set(event.pointerId, now);
    const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
    if (other) {
      const apart = (point) => Math.hypot(point.x - other.x, point.y - other.y);
      zoom(apart(now) / Math.max(1, apart(before)), { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
    } else {
      x += now.x - before.x; y += now.y - before.y;
      place();
    }
  });
  for (const end of ["pointerup", "pointercancel"]) {
    svg.addEventListener(end, (event) => {
      fingers.delete(event.pointerId);
      if (!fingers.size) world.classList.remove("dragging");
    });
  }
  svg.addEventListener("click", (event) => {
    if (moved && event.detail) { moved = false; return; }
    if (!act(event.target) && event.target.closest("#world")) close();
  });
  svg.addEventListener("keydown", (event) => {
    const middle = { x: 590, y: 500 };
    const keys = {
      ArrowLeft: () => { x += STEP; place(); }, ArrowRight: () => { x -= STEP; place(); },
      ArrowUp: () => { y += STEP; place(); }, ArrowDown: () => { y -= STEP; place(); },
      "+": () => zoom(1.25, middle), "=": () => zoom(1.25, middle), "-": () => zoom(0.8, middle), "0": reset, Escape: close,
    };
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" || event.key === " ") {
      if (!event.target.closest("button") && act(event.target)) event.preventDefault();
    } else if (keys[event.key] && !event.target.closest(".panel")) {
      keys[event.key]();
      event.preventDefault();
    } else if (event.key === "Escape") close();
  });
  close();
})();
