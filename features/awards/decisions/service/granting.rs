//! What one item becomes: a row of the register, and what the journal says of it.
use base::{
    kernel::{
        digest,
        error::{Error, Result},
    },
    store::{db::Uow, journal::Change},
};
use entity::{
    award::{self, AwardStatus},
    decision,
    nomination::{self, NominationStatus},
};
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::sign::Granting;
use crate::{
    decisions::{
        events::AwardEvent,
        prizes::{Chosen, Prizes},
    },
    nominations::events::NominationEvent,
};

pub fn award(
    uow: &Uow,
    decision: &decision::Model,
    one: &Granting,
    prizes: &Prizes,
    id: Uuid,
) -> Result<award::ActiveModel> {
    let unsigned = || Error::internal(anyhow::anyhow!("a decision that is not signed grants nothing"));
    let day = decision.decided_on.ok_or_else(unsigned)?;
    let (dossier, organisation) = (&one.dossier, uow.organisation());
    let of = (one.form.code.as_str(), dossier.subject_type, one.authority.role.as_str());
    let chosen = one.item.chosen_num.zip(one.item.chosen_den).map(|(num, den)| Chosen { num, den });
    // A multiple that was allowed when it was drafted is held to the rule of the day of the decision.
    let prize = prizes.chosen(of, day, chosen).map_err(|fault| Error::field("/document/issued_on", fault))?;
    Ok(award::ActiveModel {
        id: Set(id),
        decision_id: Set(decision.id),
        nomination_id: Set(dossier.id),
        order_no: Set(one.item.order_no),
        decision_number: Set(decision.number.clone().ok_or_else(unsigned)?),
        decided_on: Set(day),
        signer_name: Set(decision.signature.clone().ok_or_else(unsigned)?.signer_name),
        issuing_unit_id: Set(decision.deciding_unit_id),
        issuing_unit_name: Set(match decision.decided_by {
            Some(state) => state.name().to_owned(),
            None => organisation.name(decision.deciding_unit_id, day).to_owned(),
        }),
        movement_id: Set(dossier.movement_id),
        stage: Set(dossier.stage),
        subject_type: Set(dossier.subject_type),
        subject_key: Set(dossier.subject_key.clone()),
        full_name: Set(dossier.full_name.clone()),
        search_text: Set(dossier.search_text.clone()),
        unit_id: Set(dossier.subject_unit_id),
        unit_name: Set(organisation.name(dossier.subject_unit_id, day).to_owned()),
        province_code: Set(dossier.province_code.clone()),
        award_form_id: Set(dossier.award_form_id),
        authority_id: Set(one.authority.id),
        status: Set(AwardStatus::Granted),
        verification_code: Set(digest::random_text::<15>()?),
        prize_vnd: Set(prize.as_ref().map(|prize| prize.amount_vnd)),
        prize_is_maximum: Set(prize.as_ref().map(|prize| prize.is_maximum)),
        prize_num: Set(prize.as_ref().map(|prize| prize.num)),
        prize_den: Set(prize.as_ref().map(|prize| prize.den)),
        base_pay_vnd: Set(prize.as_ref().map(|prize| prize.base_pay_vnd)),
        prize_citation_id: Set(prize.as_ref().map(|prize| prize.citation_id)),
        conferral_id: Set(None),
        received_by: Set(None),
        revocation_number: Set(None),
        revoked_on: Set(None),
        version: Set(1),
        created_at: Set(uow.now),
        updated_at: Set(uow.now),
    })
}

pub fn facts(uow: &Uow, decision: &decision::Model, one: &Granting, award_id: Uuid) -> [Change; 2] {
    let before = &one.dossier;
    let after = nomination::Model {
        status: NominationStatus::Awarded,
        version: before.version + 1,
        updated_at: uow.now,
        ..before.clone()
    };
    let decision_id = decision.id;
    let told = NominationEvent::Awarded { award_id, decision_id }.of(before, &after);
    let granted = AwardEvent::Granted { nomination_id: before.id, decision_id, order_no: one.item.order_no };
    [told, Change::new(&granted, award_id).version(1).unit(before.nominating_unit_id)]
}
