// Shows the board and asks for it again every two seconds. Whatever is told is set
// as text, never as markup.
"use strict";

const every = 2000;

function cell(kind, text, title, name) {
  const c = document.createElement(kind);
  c.textContent = text;
  if (title) c.title = title;
  if (name) c.className = name;
  return c;
}

function ago(time, now) {
  if (!time) return "";
  const seconds = Math.max(0, Math.round((new Date(now) - new Date(time)) / 1000));
  if (seconds < 60) return seconds + " s";
  if (seconds < 3600) return Math.floor(seconds / 60) + " min";
  return Math.floor(seconds / 3600) + " h";
}

// How long ago something was is told by the board's clock alone: a lab's may be any.
function exerciseCell(p, e, exercise, now) {
  if (!e) return cell("td", "", exercise.title, "");
  let text = "…", name = "started";
  if (e.solved) [text, name] = ["✓", "solved"];
  else if (e.checked) [text, name] = [e.holds + "/" + e.of, "part"];
  if (p.current === exercise.name) {
    name += " now";
    if (!e.solved) text += " for " + ago(e.begun, now);
  }
  let said = exercise.title;
  if (e.hints) said += ", hints: " + e.hints;
  if (e.solutionShown) said += ", solution looked at";
  return cell("td", text, said, name);
}

function row(p, columns, now) {
  const line = document.createElement("tr");
  line.append(cell("th", p.name));
  const of = new Map(p.exercises.map((e) => [e.exercise, e]));
  for (const column of columns) line.append(exerciseCell(p, of.get(column.name), column, now));
  const tried = p.exercises.map((e) => e.tried).filter(Boolean).sort().pop();
  line.append(cell("td", String(p.exercises.filter((e) => e.solved).length), "", "count"));
  line.append(cell("td", p.agent), cell("td", ago(tried, now), tried || ""), cell("td", ago(p.heard, now), p.heard));
  return line;
}

// Exercises of the program, and such as only labs know.
function columnsOf(board) {
  const all = new Map(board.exercises.map((e) => [e.name, e]));
  for (const p of board.participants) {
    for (const e of p.exercises) {
      if (!all.has(e.exercise)) all.set(e.exercise, { name: e.exercise, number: e.number, title: e.title });
    }
  }
  return [...all.values()].sort((a, b) => a.number - b.number);
}

function show(board) {
  const columns = columnsOf(board);
  const head = [cell("th", "participant")];
  for (const c of columns) head.push(cell("th", String(c.number), c.name + ": " + c.title));
  for (const text of ["solved", "agent", "last check", "heard"]) head.push(cell("th", text));
  document.getElementById("head").replaceChildren(...head);
  document.getElementById("rows").replaceChildren(...board.participants.map((p) => row(p, columns, board.now)));
  const n = board.participants.length;
  document.getElementById("state").textContent = n === 0 ? "Nobody has joined yet." : n + (n === 1 ? " participant" : " participants");
}

async function ask() {
  try {
    const answer = await fetch("/api/board", { cache: "no-store" });
    if (!answer.ok) throw new Error(answer.statusText);
    show(await answer.json());
    document.body.className = "";
  } catch {
    document.body.className = "lost";
    document.getElementById("state").textContent = "The board does not answer; what is shown is old.";
  }
  setTimeout(ask, every);
}

ask();
