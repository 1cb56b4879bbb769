/* A large file of a field with data-resumable is sent in parts while the form is filled in, and goes
   on after a cut. The form then names the upload; without this script it takes files as ever. */
(() => {
  const OVER = 8_000_000;
  const PART = 8 * 1024 * 1024;
  const PAUSES = [0, 1000, 3000, 5000, 10000, 20000, 30000, 60000];
  const SENTENCES = {
    0: "The connection was lost. Press Resume when it is back.",
    400: "This page is too old to send it. Reload the page and choose the file again: it goes on where it stopped.",
    401: "You were signed out. Reload the page, sign in, and choose the file again: it goes on where it stopped.",
  };
  const make = window.jicms.make;

  /* Which upload a file belongs to is asked of the server: it goes on in any tab, after signing in
     again, the next day. No name is sent for it, only a digest. */
  const storage = (endpoint) => ({
    async findAllUploads() {
      return [];
    },
    async findUploadsByFingerprint(mark) {
      const answer = await fetch(`${endpoint}?mark=${mark}`, { headers: { "Tus-Resumable": "1.0.0" } });
      if (answer.status !== 200) return [];
      const found = await answer.json();
      return [{ size: found.size, metadata: {}, uploadUrl: found.url, urlStorageKey: null }];
    },
    async removeUpload() {},
    async addUpload() {
      return null;
    },
  });

  const fingerprint = async (file) => {
    if (!window.crypto.subtle) return null;
    const told = new TextEncoder().encode(`${file.name}/${file.size}/${file.lastModified}`);
    const sum = await window.crypto.subtle.digest("SHA-256", told);
    return Array.from(new Uint8Array(sum), (byte) => byte.toString(16).padStart(2, "0")).join("");
  };

  let client = null;
  const loaded = (address) => {
    client ??= new Promise((done, failed) => {
      const script = make("script", { src: address });
      script.addEventListener("load", () => done(window.tus));
      script.addEventListener("error", failed);
      document.head.append(script);
    });
    return client;
  };

  const size = (bytes) =>
    bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.max(1, Math.round(bytes / 1e6))} MB`;

  const sentence = (error) => {
    const answer = error.originalResponse;
    const status = answer ? answer.getStatus() : 0;
    if (SENTENCES[status]) return SENTENCES[status];
    try {
      return JSON.parse(answer.getBody()).detail;
    } catch {
      return "The server could not take it. Press Resume to try again.";
    }
  };

  let drawn = 0;

  class Sending {
    constructor(input, file) {
      this.input = input;
      this.file = file;
      this.submitter = null;
      this.told = -1;
      this.draw();
      this.begin();
    }

    draw() {
      const id = `${this.input.id}-u${(drawn += 1)}`;
      this.box = make("div", { class: "upload", role: "group", "aria-labelledby": id });
      this.bar = make("progress", { max: this.file.size, value: 0, "aria-labelledby": id });
      this.status = make("p", { role: "status" });
      this.toggle = this.button("Pause");
      this.toggle.addEventListener("click", () => {
        if (this.upload) this.running ? this.pause() : this.start();
      });
      this.cancel = this.button("Remove");
      this.cancel.addEventListener("click", () => this.remove(true));
      const row = make("p", { class: "upload__acts" });
      row.append(this.toggle, this.cancel);
      this.box.append(
        make("p", { id, class: "upload__name" }, `${this.file.name}, ${size(this.file.size)}`),
        this.bar, this.status, row,
      );
      this.input.after(this.box);
    }

    button(word) {
      const made = make("button", { type: "button", class: "usa-button usa-button--outline usa-button--small" });
      this.name(made, word);
      return made;
    }

    name(button, word) {
      button.textContent = word;
      button.append(make("span", { class: "usa-sr-only" }, ` ${this.file.name}`));
    }

    say(text) {
      this.status.textContent = text;
    }

    async begin() {
      this.say("Sending…");
      try {
        const tus = await loaded(this.input.dataset.client);
        const upload = new tus.Upload(this.file, this.options(await fingerprint(this.file)));
        const [before] = await upload.findPreviousUploads();
        if (before) upload.resumeFromPreviousUpload(before);
        if (!this.box.isConnected) return;
        // Not earlier: a form that is sent meanwhile would begin it a second time, from the start.
        this.upload = upload;
        this.start();
      } catch {
        this.stopped("It could not be sent. Reload the page and try again.");
      }
    }

    options(mark) {
      const name = "unnamed" in this.input.dataset ? {} : { filename: this.file.name };
      return {
        endpoint: this.input.dataset.resumable,
        chunkSize: PART,
        retryDelays: PAUSES,
        headers: { "X-CSRFToken": window.jicms.token(), Accept: "application/problem+json" },
        metadata: mark ? { ...name, mark } : name,
        fingerprint: async () => mark,
        urlStorage: storage(this.input.dataset.resumable),
        onShouldRetry: (error) => {
          const status = error.originalResponse ? error.originalResponse.getStatus() : 0;
          const passes = [0, 409, 423, 500, 502, 503, 504].includes(status);
          if (passes) this.say("The connection was cut. Trying again…");
          return passes;
        },
        onProgress: (sent) => this.progress(sent),
        onChunkComplete: () => document.dispatchEvent(new Event("jicms:kept")),
        onSuccess: () => this.arrived(),
        onError: (error) => this.stopped(sentence(error)),
      };
    }

    start() {
      this.running = true;
      this.told = -1;
      this.name(this.toggle, "Pause");
      this.upload.start();
    }

    pause() {
      this.running = false;
      this.upload.abort();
      this.name(this.toggle, "Resume");
      this.say("Paused.");
    }

    progress(sent) {
      this.bar.value = sent;
      const tenths = Math.floor((sent / this.file.size) * 10);
      if (!this.running || tenths === this.told) return;
      this.told = tenths;
      this.say(`${tenths * 10} % sent (${size(sent)} of ${size(this.file.size)})`);
    }

    arrived() {
      this.running = false;
      this.done = true;
      this.bar.remove();
      this.toggle.remove();
      const key = this.upload.url.split("/").pop();
      const value = "unnamed" in this.input.dataset ? `${key}/${this.file.name}` : key;
      this.box.append(make("input", { type: "hidden", name: this.input.name, value }));
      this.say("It has arrived, and is stored when you save the form.");
      if (this.submitter !== null) this.input.form.requestSubmit(this.submitter || undefined);
    }

    stopped(text) {
      this.running = false;
      this.submitter = null;
      this.name(this.toggle, "Resume");
      this.say(text);
    }

    /* The form waits for the file, and is then sent by the button that was pressed. */
    hold(event) {
      if (this.done) return;
      event.preventDefault();
      if (!this.running && this.upload) this.start();
      this.submitter = event.submitter || false;
      this.say("The form is saved as soon as the file has arrived.");
    }

    remove(back) {
      if (this.upload) this.upload.abort(true).catch(() => {});
      this.box.remove();
      if (back) this.input.focus();
    }
  }

  for (const input of document.querySelectorAll("input[data-resumable]")) {
    let sendings = [];
    const open = () => sendings.filter((one) => one.box.isConnected && !one.done);
    input.addEventListener("change", () => {
      const files = [...input.files];
      if (!files.length) return;
      if (!input.multiple) {
        for (const one of sendings) one.remove(false);
        sendings = [];
        const earlier = input.parentElement.querySelector("[data-arrived]");
        if (earlier) earlier.remove();
      }
      const small = new DataTransfer();
      for (const file of files) {
        if (file.size <= OVER) small.items.add(file);
        else sendings.push(new Sending(input, file));
      }
      if (small.files.length < files.length) input.files = small.files;
    });
    input.form.addEventListener("submit", (event) => {
      for (const one of open()) one.hold(event);
    });
    window.addEventListener("online", () => {
      for (const one of open()) if (one.upload && !one.running) one.start();
    });
    window.addEventListener("beforeunload", (event) => {
      if (open().some((one) => one.running)) event.preventDefault();
    });
  }
})();
