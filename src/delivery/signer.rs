//! What signs as SNS does: an RSA key, and the certificate that its readers check it by.

use std::fmt::Display;

use base64::{Engine, engine::general_purpose::STANDARD};
use rcgen::{CertificateParams, DistinguishedName, DnType, PKCS_RSA_SHA256, PublicKeyData, SignatureAlgorithm};
use ring::digest::{SHA256, digest};
use rsa::{
    PrivateKey,
    pkcs1::EncodeRsaPublicKey,
    pkcs8::{DecodePrivateKey, EncodePrivateKey, LineEnding},
    sha2::Sha256,
};
use sha1::Sha1;

use super::target::SignatureVersion;

/// Observed: the length of SNS's keys.
const BITS: usize = 2048;

/// A key that was made, to be kept.
pub struct Made {
    /// PKCS #8, PEM.
    pub private_key: String,
    /// X.509, PEM.
    pub certificate: String,
    /// SHA-256 of the certificate in hexadecimal.
    pub certificate_sha256: String,
}

/// Makes a key and a certificate that it signs itself. It takes a second or so of one core.
///
/// # Errors
///
/// Where the system gives no random numbers.
pub fn make() -> Result<Made, String> {
    let key = PrivateKey::new(&mut getrandom::SysRng, BITS).map_err(told)?;
    let public = key.to_public_key().to_pkcs1_der().map_err(told)?.as_bytes().to_vec();
    let mut parameters = CertificateParams::default();
    parameters.distinguished_name = DistinguishedName::new();
    parameters.distinguished_name.push(DnType::CommonName, "callsign");
    let pair = Pair { key: &key, public };
    let certificate = parameters.self_signed(&pair).map_err(told)?.pem();
    let private_key = key.to_pkcs8_pem(LineEnding::LF).map_err(told)?.to_string();
    let certificate_sha256 = hex::encode(digest(&SHA256, certificate.as_bytes()));
    Ok(Made { private_key, certificate, certificate_sha256 })
}

fn told(error: impl Display) -> String {
    error.to_string()
}

/// What the certificate is made with.
struct Pair<'k> {
    key: &'k PrivateKey,
    public: Vec<u8>,
}

impl PublicKeyData for Pair<'_> {
    fn der_bytes(&self) -> &[u8] {
        &self.public
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        &PKCS_RSA_SHA256
    }
}

impl rcgen::SigningKey for Pair<'_> {
    fn sign(&self, text: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        self.key.pkcs1v15_sign::<Sha256>(text).map_err(|_| rcgen::Error::RemoteKeyError)
    }
}

/// The key that envelopes are signed with.
pub struct Signer {
    key: PrivateKey,
    pub(super) certificate_sha256: String,
}

impl Signer {
    /// The key as it was kept.
    ///
    /// # Errors
    ///
    /// For a text that is no such key.
    pub fn read(private_key: &str, certificate_sha256: String) -> Result<Self, String> {
        Ok(Self { key: PrivateKey::from_pkcs8_pem(private_key).map_err(told)?, certificate_sha256 })
    }

    /// The signature of a text in base64. Documented: PKCS #1 version 1.5.
    pub(super) fn sign(&self, version: SignatureVersion, text: &[u8]) -> Result<String, String> {
        let signature = match version {
            SignatureVersion::One => self.key.pkcs1v15_sign::<Sha1>(text),
            SignatureVersion::Two => self.key.pkcs1v15_sign::<Sha256>(text),
        };
        Ok(STANDARD.encode(signature.map_err(told)?))
    }
}
