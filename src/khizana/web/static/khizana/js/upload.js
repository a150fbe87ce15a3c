// Receipt in pieces: any size, and what has arrived is never sent twice. Without this file the
// same form sends everything at once.
(() => {
  "use strict";

  const form = document.querySelector("form[data-upload]");
  if (!form) return;
  const words = form.dataset;
  const part = (name) => form.querySelector(`[data-${name}]`);
  const box = part("sending-box");
  const bar = part("progress");
  const line = part("line");
  const retry = part("retry");
  const follow = part("follow");
  const chosen = part("chosen");
  const drop = part("drop");
  const chunk = Number(words.chunkSize);
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  let files = [];
  // A box whose sending broke off is taken up again: the server says how much of each file it has.
  let box_of = words.piece ? { piece: words.piece, close: words.close, page: words.page } : null;

  // The sentences come with their isolates; only the values are filled in here.
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const size = (bytes) => new Intl.NumberFormat(document.documentElement.lang + "-u-nu-latn", {
    style: "unit", unit: bytes < 1e6 ? "kilobyte" : "megabyte", maximumFractionDigits: 1,
  }).format(bytes < 1e6 ? bytes / 1e3 : bytes / 1e6);
  const total = () => files.reduce((sum, file) => sum + file.blob.size, 0);

  const choose = (list) => {
    files = list;
    chosen.textContent = list.length
      ? fill(words.counted, { number: list.length, size: size(total()) }) : "";
  };
  const from = (list) => Array.from(list, (blob) => ({ blob, path: blob.webkitRelativePath || blob.name }));
  form.addEventListener("change", (event) => {
    if (event.target.type !== "file") return;
    const inputs = form.querySelectorAll("input[type=file]");
    choose(Array.from(inputs).flatMap((input) => from(input.files)));
  });

  // Folders that are dropped are walked; readEntries gives at most a hundred at a time.
  const walk = async (entry, into) => {
    if (entry.isFile) {
      const blob = await new Promise((yes, no) => entry.file(yes, no));
      into.push({ blob, path: entry.fullPath.replace(/^\//, "") });
      return;
    }
    const reader = entry.createReader();
    for (;;) {
      const some = await new Promise((yes, no) => reader.readEntries(yes, no));
      if (!some.length) return;
      for (const child of some) await walk(child, into);
    }
  };
  drop.addEventListener("dragover", (event) => { event.preventDefault(); drop.classList.add("over"); });
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", async (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    const entries = Array.from(event.dataTransfer.items, (item) => item.webkitGetAsEntry()).filter(Boolean);
    line.textContent = words.reading;
    const found = [];
    for (const entry of entries) await walk(entry, found);
    line.textContent = "";
    choose(found);
  });

  const ask = async (url, body, type) => {
    const headers = { "X-CSRFToken": token, Accept: "application/json" };
    if (type) headers["Content-Type"] = type;
    const answer = await fetch(url, { method: "POST", body, headers, redirect: "error" });
    const told = await answer.json();
    if (answer.status >= 500) throw new Error(String(answer.status));
    return { status: answer.status, told };
  };

  const refuse = (told) => {
    line.textContent = [told.sentence, told.advice].filter(Boolean).join(" ");
    line.classList.add("bad");
    retry.hidden = false;
  };

  const wait = (seconds) => new Promise((done) => { setTimeout(done, seconds * 1000); });

  // One piece at a time; after a break the server says how much it has.
  const send = async (file, before, whole) => {
    let offset = 0;
    let tries = 0;
    for (;;) {
      const piece = file.blob.slice(offset, offset + chunk);
      const query = new URLSearchParams({ path: file.path, size: file.blob.size, offset });
      try {
        const { status, told } = await ask(`${box_of.piece}?${query}`, piece, "application/octet-stream");
        if (status !== 200 && status !== 409) return told;
        offset = told.have;
        tries = 0;
      } catch {
        tries += 1;
        if (tries > 8) throw new Error(file.path);
        const seconds = Math.min(2 ** tries, 60);
        line.textContent = `${fill(words.gone, { name: file.path })} ${fill(words.again, { seconds })}`;
        await wait(seconds);
        continue;
      }
      bar.value = whole ? (before + offset) / whole : 1;
      line.textContent = fill(words.sending, { name: file.path, done: size(before + offset), total: size(whole) });
      if (offset >= file.blob.size) return null;
    }
  };

  const run = async () => {
    box.hidden = false;
    retry.hidden = true;
    line.classList.remove("bad");
    try {
      if (!box_of) {
        const data = new FormData(form);
        data.delete("box");
        data.delete("folder");
        data.set("first", files[0].path);
        const { status, told } = await ask(words.start, new URLSearchParams(data));
        if (status !== 200) { refuse(told); return; }
        box_of = told;
      }
      follow.href = box_of.page;
      follow.hidden = false;
      const whole = total();
      let before = 0;
      for (const file of files) {
        if (file.sent) { before += file.blob.size; continue; }
        const refusal = await send(file, before, whole);
        if (refusal) { refuse(refusal); return; }
        file.sent = true;
        before += file.blob.size;
      }
      const { status, told } = await ask(box_of.close);
      if (status !== 200) { refuse(told); return; }
      line.textContent = words.done;
      window.location.assign(told.page);
    } catch (error) {
      line.textContent = fill(words.gone, { name: error.message });
      line.classList.add("bad");
      retry.hidden = false;
    }
  };

  form.addEventListener("submit", (event) => {
    if (!files.length) return; // the page itself says what is missing
    event.preventDefault();
    event.stopPropagation();
    run();
  }, true);
  retry.addEventListener("click", run);
})();
