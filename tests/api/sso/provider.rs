//! A small identity provider on loopback, with keys of its own.
use std::{
    collections::BTreeMap,
    net::TcpListener,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use actix_web::{
    App, HttpRequest, HttpResponse, HttpServer,
    dev::ServerHandle,
    web::{self, Bytes, Data},
};
use aws_lc_rs::{
    rand::SystemRandom,
    rsa::{KeyPair as RsaKeyPair, KeySize},
    signature::{
        ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RSA_PSS_SHA256,
    },
};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use serde_json::{Value, json};

pub enum Key {
    Rsa(RsaKeyPair),
    Ec(EcdsaKeyPair),
    Ed(Ed25519KeyPair),
}

impl Key {
    pub fn rsa() -> Self {
        Self::Rsa(RsaKeyPair::generate(KeySize::Rsa2048).unwrap())
    }

    pub fn ec() -> Self {
        let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new()).unwrap();
        Self::Ec(EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, made.as_ref()).unwrap())
    }

    pub fn ed() -> Self {
        let made = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
        Self::Ed(Ed25519KeyPair::from_pkcs8_maybe_unchecked(made.as_ref()).unwrap())
    }

    pub fn jwk(&self, kid: &str) -> Value {
        let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        match self {
            Self::Rsa(pair) => {
                let (n, e) = components(pair.public_key().as_ref());
                json!({"kty": "RSA", "kid": kid, "use": "sig", "n": text(&n), "e": text(&e)})
            }
            Self::Ec(pair) => {
                let (x, y) = pair.public_key().as_ref()[1..].split_at(32);
                json!({"kty": "EC", "crv": "P-256", "kid": kid, "x": text(x), "y": text(y)})
            }
            Self::Ed(pair) => {
                json!({"kty": "OKP", "crv": "Ed25519", "kid": kid, "x": text(pair.public_key().as_ref())})
            }
        }
    }

    fn sign(&self, algorithm: &str, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match self {
            Self::Rsa(pair) => {
                let form = if algorithm == "PS256" { &RSA_PSS_SHA256 } else { &RSA_PKCS1_SHA256 };
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(form, &random, message, &mut signature).unwrap();
                signature
            }
            Self::Ec(pair) => pair.sign(&random, message).unwrap().as_ref().to_vec(),
            Self::Ed(pair) => pair.sign(message).as_ref().to_vec(),
        }
    }

    /// A token under this header, signed as it says.
    pub fn token(&self, header: &Value, claims: &Value) -> String {
        let message = message(header, claims);
        let signature = self.sign(header["alg"].as_str().unwrap(), message.as_bytes());
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    /// The same with the usual header of this key.
    pub fn signed(&self, kid: &str, claims: &Value) -> String {
        let alg = match self {
            Self::Rsa(_) => "RS256",
            Self::Ec(_) => "ES256",
            Self::Ed(_) => "EdDSA",
        };
        self.token(&json!({"alg": alg, "typ": "JWT", "kid": kid}), claims)
    }
}

pub fn message(header: &Value, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}", part(header), part(claims))
}

/// Modulus and exponent of an `RSAPublicKey` (RFC 8017, appendix A.1.1) in DER.
fn components(der: &[u8]) -> (Vec<u8>, Vec<u8>) {
    fn value(der: &[u8]) -> (&[u8], &[u8]) {
        let (length, from) = match der[1] {
            short @ 0..=0x7f => (usize::from(short), 2),
            long => {
                let octets = usize::from(long & 0x7f);
                (der[2..2 + octets].iter().fold(0, |length, octet| length << 8 | usize::from(*octet)), 2 + octets)
            }
        };
        der[from..].split_at(length)
    }
    let unsigned = |bytes: &[u8]| bytes.iter().copied().skip_while(|byte| *byte == 0).collect::<Vec<u8>>();
    let (n, rest) = value(value(der).0);
    (unsigned(n), unsigned(value(rest).0))
}

/// How it answers.
#[derive(Clone)]
pub enum Mood {
    Fine,
    /// Answers 503.
    Failing,
    /// Sends keys without end.
    Endless,
    /// Calls itself by another name.
    OtherName,
    /// Sends whoever asks elsewhere.
    Elsewhere(String),
}

/// What one of its codes is good for.
struct Given {
    code: String,
    challenge: String,
    id_token: String,
}

pub struct Inner {
    address: String,
    given: Mutex<Vec<Given>>,
    keys: Mutex<Vec<Value>>,
    mood: Mutex<Mood>,
    fetches: AtomicUsize,
}

pub struct Provider {
    inner: Arc<Inner>,
    server: ServerHandle,
}

impl Provider {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/realms/moj", listener.local_addr().unwrap());
        let (keys, mood) = (Mutex::default(), Mutex::new(Mood::Fine));
        let inner = Arc::new(Inner { address, given: Mutex::default(), keys, mood, fetches: AtomicUsize::new(0) });
        let shared = inner.clone();
        let app = move || {
            App::new()
                .app_data(Data::from(shared.clone()))
                .route("/realms/moj/.well-known/openid-configuration", web::get().to(metadata))
                .route("/realms/moj/keys", web::get().to(keys_of))
                .route("/realms/moj/token", web::post().to(token))
        };
        let server = HttpServer::new(app).workers(1).disable_signals().listen(listener).unwrap().run();
        let handle = server.handle();
        actix_web::rt::spawn(server);
        Self { inner, server: handle }
    }

    pub fn issuer(&self) -> String {
        self.inner.address.clone()
    }

    /// Publishes these keys and no others.
    pub fn publish(&self, keys: &[(&str, &Key)]) {
        self.publish_raw(keys.iter().map(|(kid, key)| key.jwk(kid)).collect());
    }

    pub fn publish_raw(&self, keys: Vec<Value>) {
        *self.inner.keys.lock().unwrap() = keys;
    }

    pub fn is(&self, mood: Mood) {
        *self.inner.mood.lock().unwrap() = mood;
    }

    /// A code, good once for whoever has the verifier of this challenge.
    pub fn give(&self, code: &str, challenge: &str, id_token: String) {
        let (code, challenge) = (code.to_owned(), challenge.to_owned());
        self.inner.given.lock().unwrap().push(Given { code, challenge, id_token });
    }

    /// How often its keys were asked for.
    pub fn fetches(&self) -> usize {
        self.inner.fetches.load(Ordering::SeqCst)
    }

    pub async fn stop(&self) {
        self.server.stop(false).await;
    }
}

async fn metadata(state: Data<Inner>) -> HttpResponse {
    let address = &state.address;
    let mood = state.mood.lock().unwrap().clone();
    match mood {
        Mood::Failing => HttpResponse::ServiceUnavailable().finish(),
        Mood::OtherName => HttpResponse::Ok().json(json!({"issuer": "https://other.example.vn", "jwks_uri": address})),
        Mood::Elsewhere(to) => HttpResponse::Found().insert_header(("Location", to)).finish(),
        Mood::Fine | Mood::Endless => {
            let at = |what: &str| format!("{address}/{what}");
            HttpResponse::Ok().json(json!({
                "issuer": address, "jwks_uri": at("keys"), "authorization_endpoint": at("authorize"), "token_endpoint": at("token"),
            }))
        }
    }
}

/// As RFC 6749 and RFC 7636 have it, of the one client that there is.
async fn token(req: HttpRequest, state: Data<Inner>, form: web::Form<BTreeMap<String, String>>) -> HttpResponse {
    let said = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
    let basic = format!("Basic {}", STANDARD.encode("thidua%2Bportal:s%3A%2Fcret"));
    let known = req.headers().get("Authorization").is_some_and(|value| value.as_bytes() == basic.as_bytes());
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, said("code_verifier").as_bytes());
    let challenge = URL_SAFE_NO_PAD.encode(digest.as_ref());
    let mut given = state.given.lock().unwrap();
    let at = given.iter().position(|given| given.code == said("code") && given.challenge == challenge);
    let proper = said("grant_type") == "authorization_code" && said("redirect_uri") == super::sign_in::CALLBACK;
    match at.filter(|_| known && proper) {
        Some(at) => HttpResponse::Ok().json(json!({"token_type": "Bearer", "id_token": given.remove(at).id_token})),
        None => HttpResponse::BadRequest().json(json!({"error": "invalid_grant"})),
    }
}

async fn keys_of(state: Data<Inner>) -> HttpResponse {
    state.fetches.fetch_add(1, Ordering::SeqCst);
    // Long enough for others to ask meanwhile.
    actix_web::rt::time::sleep(Duration::from_millis(50)).await;
    if matches!(*state.mood.lock().unwrap(), Mood::Endless) {
        let spaces = std::iter::repeat_with(|| Ok::<_, std::io::Error>(Bytes::from_static(&[b' '; 4096])));
        return HttpResponse::Ok().streaming(futures_util::stream::iter(spaces));
    }
    HttpResponse::Ok().json(json!({"keys": *state.keys.lock().unwrap()}))
}
