// Codes read by the camera, where the browser can: no library, and nothing leaves the phone.

const LINK = /\/on\/me\/([\w-]{20,})\/?$/;
const PAUSE = 250; // milliseconds between two looks
const AGAIN = 4000; // milliseconds in which the same code is the same person still in front of the camera
const MARK = 32; // signs of the digest that the list holds

// What the list holds of a personal link: it tells who is meant, and opens nothing.
export async function markOf(text) {
  const link = LINK.exec(text.trim())?.[1];
  if (!link) return "";
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(link)));
  return Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("").slice(0, MARK);
}

export async function canScan() {
  if (!window.BarcodeDetector || !navigator.mediaDevices?.getUserMedia || !crypto.subtle) return false;
  return (await BarcodeDetector.getSupportedFormats()).includes("qr_code");
}

// Looks through the camera until the function it returns is called. Fails where the camera may not be used.
export async function watch(video, found) {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  const seen = { text: "", at: 0 };
  let on = true;
  video.srcObject = stream;
  video.play().catch(() => {});
  const look = async () => {
    if (!on) return;
    try {
      for (const { rawValue } of await detector.detect(video)) {
        if (rawValue === seen.text && Date.now() - seen.at < AGAIN) continue;
        Object.assign(seen, { text: rawValue, at: Date.now() });
        await found(rawValue);
      }
    } catch {
      // No picture yet: the next look may have one.
    }
    setTimeout(look, PAUSE);
  };
  look();
  return () => {
    on = false;
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  };
}
