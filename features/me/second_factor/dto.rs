use base::kernel::second_factor::Demand;
use chrono::{DateTime, Utc};
use organisation::second_factors::Standing;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// How the caller stands towards second factors.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = MySecondFactor)]
pub struct SecondFactorView {
    /// What this service asks of people.
    pub demand: Demand,
    /// How far the caller's own is.
    pub standing: Standing,
    /// Since when it is in use; null before.
    pub enrolled_at: Option<DateTime<Utc>>,
    /// How many recovery codes are still good.
    #[schema(minimum = 0, maximum = 10, example = 10)]
    pub recovery_codes_left: u64,
    /// Whether a second factor stands behind the access token that was sent.
    pub in_this_session: bool,
}

#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct BeginSecondFactor {
    /// The password of the account: whoever has only found an open session gets no further.
    #[schema(value_type = String, format = Password, min_length = 1, max_length = 128)]
    pub current_password: SecretString,
}

/// The only time that the secret is told.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SecondFactorTold {
    /// In base32, to be typed into an authenticator program.
    #[schema(min_length = 32, max_length = 32, example = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")]
    pub secret: String,
    /// The same as programs read it from a picture (`otpauth://`): SHA-1, six digits, 30 seconds.
    #[schema(
        max_length = 500,
        example = "otpauth://totp/thidua.example.vn:officer.h03.stp?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=thidua.example.vn&algorithm=SHA1&digits=6&period=30"
    )]
    pub otpauth_uri: String,
}

#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = OneTimeCode, example = json!({"otp": "287082"}))]
pub struct OneTimeCode {
    /// Six digits of the authenticator program. Where a second factor is in use a recovery code is as good.
    #[schema(value_type = String, format = Password, min_length = 6, max_length = 40)]
    pub otp: SecretString,
}

/// The only time that these are told. Those before are good no longer.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RecoveryCodes {
    /// Each is good once, in place of a code.
    #[schema(min_items = 10, max_items = 10, example = json!(["GEZD-GNBV-GY3T-QOJQ", "MZXW-6YTB-OI2D-K3TF", "NBSW-Y3DP-EB3W-64TM", "JRUW-IZLB-ONSX-G5DF", "OJXW-G23F-OQQG-C3TE", "PFXX-KIDD-MFXG-K5BA", "QRSW-4ZDJ-NZTS-A5DP", "RB2W-45DJ-NZUX-I6JA", "S5UX-I2DP-OV2C-A43B", "TJ2G-QZLT-MFWW-KIDB"]))]
    pub recovery_codes: Vec<String>,
}
