/* Browsers refuse to start a worker from a file. Opened from a disk, the search runs in a frame instead, which answers as a worker
   would; with a server this script does nothing. */
if (location.protocol === "file:") {
  window.Worker = class extends EventTarget {
    constructor(url) {
      super();
      this.waiting = [];
      this.frame = document.createElement("iframe");
      this.frame.hidden = true;
      document.body.append(this.frame);
      const inner = this.frame.contentWindow;
      inner.addEventListener("error", (event) => { if (this.onerror) this.onerror(event); });
      inner.postMessage = (data) => this._heard(data);
      inner.importScripts = (...urls) => urls.reduce((before, one) => before.then(() => this._load(one)), Promise.resolve());
      this._load(url).then(() => { this.isReady = true; this.waiting.splice(0).forEach((data) => this.postMessage(data)); });
    }
    _load(url) {
      return new Promise((done, failed) => {
        const inner = this.frame.contentDocument;
        const script = inner.createElement("script");
        script.src = new URL(url, document.baseURI).href;
        script.onload = done;
        script.onerror = failed;
        inner.body.append(script);
      });
    }
    _heard(data) {
      const event = new MessageEvent("message", { data });
      if (this.onmessage) this.onmessage(event);
      this.dispatchEvent(event);
    }
    postMessage(data) {
      if (!this.isReady) { this.waiting.push(data); return; }
      const inner = this.frame.contentWindow;
      inner.dispatchEvent(new inner.MessageEvent("message", { data }));
    }
    terminate() { this.frame.remove(); }
  };
}
