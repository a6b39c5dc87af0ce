// Verifies requests by two packages of npm, which come from one house: `web-bot-auth` 0.1.3 knows the older form of the draft
// alone, and `http-message-sig` 0.3.0, which its next release stands on, the present one. Reads JSON from the input, writes a
// list of verdicts. Which nonces were seen is for a site to remember; the packages hand them over.
import { readFileSync } from "node:fs";
import { component, verifySignature, webcrypto } from "http-message-sig";
import { helpers, jwkToKeyID, verify } from "web-bot-auth";
import { verifierFromJWK } from "web-bot-auth/crypto";

const { directory, messages, older_form: older = false, later_seconds: later = 0 } = JSON.parse(readFileSync(0, "utf8"));

// A clock that may be ahead.
const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(...given) {
    super(...(given.length ? given : [Date.now()]));
  }
  static now() {
    return RealDate.now() + later * 1000;
  }
};

// Keys are found as a site finds them: by the thumbprint of what the directory holds.
const keys = new Map();
for (const jwk of directory.keys) {
  keys.set(await jwkToKeyID(jwk, helpers.WEBCRYPTO_SHA256, helpers.BASE64URL_DECODE), jwk);
}
const seen = new Set();

function note(nonce) {
  if (nonce === undefined || seen.has(nonce)) throw new Error("the nonce was seen before");
  seen.add(nonce);
  return "verified";
}

function found(keyid) {
  const jwk = keys.get(keyid);
  if (jwk === undefined) throw new Error("the key is not in the directory");
  return jwk;
}

async function byWebBotAuth(request) {
  return await verify(request, async (data, signature, parameters) => {
    await (await verifierFromJWK(found(parameters.keyid)))(data, signature, parameters);
    return note(parameters.nonce);
  });
}

const policy = {
  algorithms: ["ed25519"],
  requiredComponents: ["@authority", "@method", "@path", component("signature-agent", { key: "sig1" })],
  requiredParameters: ["created", "expires", "keyid", "nonce", "tag"],
  validate: ({ parameters }) => parameters.tag === "web-bot-auth",
};

async function byHttpMessageSig(request) {
  const { parameters } = await verifySignature(request, {
    policy,
    async resolveVerifier({ parameters: { keyid } }) {
      const key = await crypto.subtle.importKey("jwk", found(keyid), { name: "Ed25519" }, true, ["verify"]);
      return webcrypto.verifier(key);
    },
  });
  return note(parameters.nonce);
}

const verdicts = [];
for (const { method, url, headers } of messages) {
  try {
    verdicts.push(await (older ? byWebBotAuth : byHttpMessageSig)(new Request(url, { method, headers })));
  } catch (error) {
    verdicts.push(error.message);
  }
}
console.log(JSON.stringify(verdicts));
