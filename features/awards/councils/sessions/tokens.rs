//! What is sent and answered in a secret ballot by tokens. Numbers, elements, proofs and tokens are spelt in small hexadecimal
//! digits.
use entity::council_vote::Choice;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// A number that was blinded for an item.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = BlindedNumber)]
pub struct BlindedInput {
    /// The item of the agenda.
    pub item_id: Uuid,
    /// The blinded element (RFC 9497, VOPRF, ristretto255-SHA512) of 32 random bytes that nobody else knows.
    #[validate(length(equal = 64))]
    #[schema(
        min_length = 64,
        max_length = 64,
        pattern = "^[0-9a-f]{64}$",
        example = "863f330cc1a1259ed5a5998a23acfd37fb4351a793a5b3c090b642ddc439b945"
    )]
    pub blinded_element: String,
}

/// On each item once. The same again is answered again, and nothing else is signed.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = TakeCouncilTokens)]
pub struct TakeTokens {
    /// On each item once.
    #[validate(length(min = 1, max = 200), nested)]
    #[schema(min_items = 1, max_items = 200)]
    pub tokens: Vec<BlindedInput>,
}

/// What was signed.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CouncilTokens)]
pub struct TokensView {
    /// In the order in which they were asked for; none of what is only tried.
    #[schema(max_items = 200)]
    pub evaluations: Vec<EvaluationView>,
}

/// From it the client makes its token: `Finalize` of RFC 9497, which checks the proof.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CouncilTokenEvaluation)]
pub struct EvaluationView {
    /// The item of the agenda.
    pub item_id: Uuid,
    /// The key of the item, the same for all members: as it stands on the agenda.
    #[schema(
        min_length = 64,
        max_length = 64,
        pattern = "^[0-9a-f]{64}$",
        example = "c803e2cc6b05fc15064549b5920659ca4a77b2cca6f04f6b357009335476ad4e"
    )]
    pub public_key: String,
    /// The blinded element as it was signed.
    #[schema(
        min_length = 64,
        max_length = 64,
        pattern = "^[0-9a-f]{64}$",
        example = "aa8fa048764d5623868679402ff6108d2521884fa138cd7f9c7669a9a014267e"
    )]
    pub evaluated_element: String,
    /// That it was made with that key: challenge and response, one after the other.
    #[schema(
        min_length = 128,
        max_length = 128,
        pattern = "^[0-9a-f]{128}$",
        example = "ddef93772692e535d1a53903db24367355cc2cc78de93b3be5a8ffcc6985dd066d4346421d17bf5117a2a1ff0fcb2a759f58a539dfbe857a40bce4cf49ec600d"
    )]
    pub proof: String,
}

/// A paper of a secret ballot. Sent without an account: it says neither who sends it nor when.
#[derive(Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = SecretBallotPaper)]
pub struct CastPaper {
    /// The item of the agenda.
    pub item_id: Uuid,
    /// The 32 random bytes for which the token was made: by them its owner finds the paper after the close.
    #[validate(length(equal = 64))]
    #[schema(
        min_length = 64,
        max_length = 64,
        pattern = "^[0-9a-f]{64}$",
        example = "5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a"
    )]
    pub number: String,
    /// The output of `Finalize`: 64 bytes.
    #[validate(length(equal = 128))]
    #[schema(
        min_length = 128,
        max_length = 128,
        pattern = "^[0-9a-f]{128}$",
        example = "b58cfbe118e0cb94d79b5fd6a6dafb98764dff49c14e1770b566e42402da1a7da4d8527693914139caee5bd03903af43a491351d23b430948dd50cde10d32b3c"
    )]
    pub token: String,
    /// For, against or neither.
    pub choice: Choice,
}
