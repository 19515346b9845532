// node vectors.mjs make <address> <unix seconds> makes what an issuer with jose makes: keys and tokens, EdDSA and ES256, good ones and ones
// that the chain must refuse. node vectors.mjs verify reads {"jwk", "token", "audience", "at"} from standard input and verifies a token of ours.
import { SignJWT, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, jwtVerify } from 'jose';

const [mode, subject, now] = process.argv.slice(2);

async function read() {
  let text = '';
  for await (const chunk of process.stdin) text += chunk;
  return JSON.parse(text);
}

async function verify() {
  const { jwk, token, audience, at } = await read();
  const key = await importJWK(jwk, jwk.alg);
  const { payload, protectedHeader } = await jwtVerify(token, key, { audience, algorithms: [jwk.alg], currentDate: new Date(at * 1000) });
  return { header: protectedHeader, claims: payload };
}

async function issuer(alg) {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), alg, use: 'sig' };
  jwk.kid = await calculateJwkThumbprint(jwk);
  const iat = Number(now);
  const sign = (claims, header = {}) =>
    new SignJWT({
      iss: 'https://eid.example.gov', sub: subject, roles: ['agent'], kind: 'human', iat, exp: iat + 3600, jti: crypto.randomUUID(), aud: 'agi-1', ...claims,
    }).setProtectedHeader({ alg, kid: jwk.kid, typ: 'JWT', ...header }).sign(privateKey);
  return {
    alg,
    jwk,
    thumbprint: jwk.kid,
    accepted: {
      plain: await sign({}),
      list_of_one_audience: await sign({ aud: ['agi-1'] }),
      credentials: await sign({ credentials: [{ type: 'citizen', value_hash: '0a'.repeat(32), exp: iat + 86400 }, { type: 'skill/translation' }], until: iat + 86400 }),
      long_names: await sign({ roles: ['ROLE_AGENT'], kind: 'PARTICIPANT_KIND_HUMAN', nbf: iat }),
    },
    refused: {
      given_name: await sign({ given_name: 'Ada' }),
      other_chain: await sign({ aud: 'agi-2' }),
      two_chains: await sign({ aud: ['agi-1', 'agi-2'] }),
      expired: await sign({ iat: iat - 7200, exp: iat - 3600 }),
      not_yet: await sign({ nbf: iat + 3000 }),
      other_issuer: await sign({ iss: 'https://other.example' }),
      registrar: await sign({ roles: ['registrar'] }),
      embedded_key: await sign({}, { jwk }),
      content_type: await sign({}, { cty: 'JWT' }),
    },
  };
}

const out = mode === 'verify' ? await verify() : { at: Number(now), subject, issuers: [await issuer('EdDSA'), await issuer('ES256')] };
console.log(JSON.stringify(out, null, 2));
