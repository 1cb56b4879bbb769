/* A receipt may be signed on the screen. What is signed, by whom and when is drawn into the picture,
   which goes with the form as a scan of paper would; without this script a scan is chosen as ever. */
(() => {
  const make = window.jicms.make;
  const WIDTH = 1000;
  const HEIGHT = 420;
  const TOP = 150;

  class Pad {
    constructor(input) {
      this.input = input;
      this.box = make("div", { class: "sign", role: "group", "aria-label": "Sign on the screen" });
      this.status = make("p", { class: "usa-hint", role: "status" });
      this.canvas = make("canvas", { width: WIDTH, height: HEIGHT, role: "img", "aria-label": "What is signed, and the signature" });
      const acts = make("p", { class: "sign__acts" });
      acts.append(
        this.button("Attach this signature", () => this.attach()),
        this.button("Begin anew", () => this.draw()),
        this.button("Close", () => this.box.remove()),
      );
      this.box.append(this.canvas, acts, this.status);
      this.pen = this.canvas.getContext("2d");
      this.follow();
      this.draw();
    }

    button(word, act) {
      const made = make("button", { type: "button", class: "usa-button usa-button--outline usa-button--small" }, word);
      made.addEventListener("click", act);
      return made;
    }

    said(name) {
      const field = this.input.form.elements[name];
      return field && field.value ? field.value.trim() : "";
    }

    draw() {
      const { pen } = this;
      this.strokes = 0;
      pen.fillStyle = "#fff";
      pen.fillRect(0, 0, WIDTH, HEIGHT);
      pen.fillStyle = pen.strokeStyle = "#000";
      pen.lineWidth = 3;
      pen.lineCap = pen.lineJoin = "round";
      pen.font = "28px sans-serif";
      const who = this.said("name") || this.said("to");
      this.status.textContent = who
        ? "Sign with a pen, a finger or the mouse."
        : "Enter the name of whoever signs in the form, then press Begin anew.";
      const lines = [this.input.dataset.sign, who ? `Signed by: ${who}` : "", `Signed on: ${new Date().toString()}`];
      lines.filter(Boolean).forEach((line, n) => pen.fillText(line, 20, 40 + 36 * n, WIDTH - 40));
      pen.fillRect(20, HEIGHT - 50, WIDTH - 40, 1);
    }

    at(event) {
      const seen = this.canvas.getBoundingClientRect();
      return [
        ((event.clientX - seen.left) * WIDTH) / seen.width,
        Math.max(TOP, ((event.clientY - seen.top) * HEIGHT) / seen.height),
      ];
    }

    follow() {
      let down = false;
      this.canvas.addEventListener("pointerdown", (event) => {
        down = true;
        this.canvas.setPointerCapture(event.pointerId);
        this.pen.beginPath();
        this.pen.moveTo(...this.at(event));
      });
      this.canvas.addEventListener("pointermove", (event) => {
        if (!down) return;
        this.pen.lineTo(...this.at(event));
        this.pen.stroke();
        if (!this.strokes) this.status.textContent = "";
        this.strokes += 1;
      });
      for (const name of ["pointerup", "pointercancel"]) {
        this.canvas.addEventListener(name, () => {
          down = false;
        });
      }
    }

    attach() {
      if (!this.strokes) {
        this.status.textContent = "Nothing is signed yet.";
        return;
      }
      this.canvas.toBlob((picture) => {
        const files = new DataTransfer();
        files.items.add(new File([picture], "signed-on-screen.png", { type: "image/png" }));
        this.input.files = files.files;
        this.input.dispatchEvent(new Event("change", { bubbles: true }));
        this.box.remove();
        this.input.focus();
      }, "image/png");
    }
  }

  for (const input of document.querySelectorAll("input[data-sign]")) {
    const open = make("button", { type: "button", class: "usa-button usa-button--unstyled sign__open" }, "Or sign on the screen");
    let pad = null;
    open.addEventListener("click", () => {
      if (pad) pad.box.remove();
      pad = new Pad(input);
      open.after(pad.box);
      pad.box.scrollIntoView({ block: "nearest" });
    });
    input.after(open);
  }
})();
