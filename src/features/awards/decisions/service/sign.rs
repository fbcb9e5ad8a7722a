//! Signing: the head of the deciding unit. Each item becomes an award.
use entity::{
    award::{self, AwardStatus},
    decision, decision_item,
    nomination::{self, NominationStatus},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::{begin, record, save};
use crate::{
    features::{
        awards::{
            decisions::{
                dto::{DecisionView, SignDecision},
                events::{AwardEvent, DecisionEvent},
                repo,
                rules::DecisionAction,
            },
            nominations::{
                self,
                events::NominationEvent,
                namesakes::{self, Named},
                rules::authority,
            },
        },
        planning::law,
    },
    http::etag::IfMatch,
    kernel::{
        chronology::{self, Event, Paper},
        clock::day_of,
        digest,
        error::{About, Code, Error, Result},
        scope::Scope,
    },
    store::{
        db::{Recorded, Uow},
        document::{self, DocumentInput},
        journal::Change,
    },
};

pub async fn sign(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &SignDecision,
) -> Result<Recorded<DecisionView>> {
    let (found, step) = begin(uow, scope, id, if_match, DecisionAction::Sign).await?;
    let mut next = found.clone().into_active_model();
    next.status = Set(step.to);
    next.authors = Set(found.authors.signed());
    next.number = Set(Some(input.document.number.as_str().to_owned()));
    next.decided_on = Set(Some(*input.document.issued_on));
    next.signer_name = Set(Some(input.document.signer_name.to_string()));
    next.signer_title = Set(Some(input.document.signer_title.to_string()));
    // First of all, so that of two who sign at once one learns that the version has changed.
    let signed = save(uow, &found, next).await?;
    let day = *input.document.issued_on;
    chronology::check(Paper::Decision, day, &[(Event::Today, Some(uow.today()))])?;
    document::take(uow, signed.deciding_unit_id, &input.document, ("decision", id)).await?;
    let items = repo::items(&uow.tx, id).await?;
    hold_namesakes(uow, &items).await?;
    for item in items {
        grant(uow, &signed, &item, &input.document).await?;
    }
    let event = DecisionEvent::Signed { document_number: input.document.number.as_str().to_owned(), decided_on: day };
    record(uow, scope, (&found, signed), event).await
}

/// Of two decisions that are signed at once, the second finds whom the first commended.
async fn hold_namesakes(uow: &Uow, items: &[decision_item::Model]) -> Result<()> {
    let ids = items.iter().map(|item| item.nomination_id);
    let dossiers = nomination::Entity::find().filter(nomination::Column::Id.is_in(ids)).all(&uow.tx).await?;
    namesakes::hold(uow, dossiers.iter().map(|dossier| &dossier.subject_name_key)).await
}

/// Authority is checked again on the day of the decision; what was granted before is not granted again.
async fn grant(
    uow: &Uow,
    decision: &decision::Model,
    item: &decision_item::Model,
    document: &DocumentInput,
) -> Result<()> {
    let gone = || Error::internal(anyhow::anyhow!("a decision names a nomination that is gone"));
    let dossier = nomination::Entity::find_by_id(item.nomination_id).one(&uow.tx).await?.ok_or_else(gone)?;
    let organisation = uow.organisation();
    let deciding = organisation.unit(decision.deciding_unit_id).ok_or_else(gone)?;
    let authorities = law::repo::authorities(&uow.tx, dossier.award_form_id).await?;
    let authority = authority(&authorities, deciding, *document.issued_on);
    let authority = authority.ok_or_else(|| Error::with(Code::NoAuthority, document.issued_on.to_string()))?;
    if authority.id != item.authority_id {
        let changed =
            decision_item::ActiveModel { authority_id: Set(authority.id), ..item.clone().into_active_model() };
        decision_item::Entity::update(changed).exec(&uow.tx).await?;
    }
    let happened = [
        (Event::UnitBegan, Some(deciding.valid_from)),
        (Event::AchievementEnded, Some(dossier.achievement_to)),
        (Event::Received, dossier.received_at.map(day_of)),
        (Event::CouncilMet, dossier.minutes_on),
    ];
    chronology::check(Paper::Decision, *document.issued_on, &happened)?;
    namesakes::check(&uow.tx, &Named::of(&dossier), nominations::repo::granted()).await?;
    let (award_id, subject) = (Uuid::now_v7(), dossier.id);
    let award = award::ActiveModel {
        id: Set(award_id),
        authority_id: Set(authority.id),
        ..award(uow, decision, item, &dossier, document)?
    };
    nominations::awarded::insert(uow, award).await.map_err(|e| match e {
        e if e.code == Code::Conflict => {
            Error::with(Code::DuplicateAward, format!("nomination {subject}")).about(About::Nomination(subject))
        }
        e => e,
    })?;
    let mut next = dossier.clone().into_active_model();
    next.status = Set(NominationStatus::Awarded);
    next.version = Set(dossier.version + 1);
    next.updated_at = Set(uow.now);
    let awarded = uow.save(next, dossier.id, dossier.version).await?;
    let (nomination_id, decision_id, order_no) = (dossier.id, decision.id, item.order_no);
    let granted = AwardEvent::Granted { nomination_id, decision_id, order_no };
    let told = NominationEvent::Awarded { award_id, decision_id }.of(&dossier, &awarded);
    uow.record_all(vec![told, Change::new(&granted, award_id).version(1).unit(dossier.nominating_unit_id)]).await
}

fn award(
    uow: &Uow,
    decision: &decision::Model,
    item: &decision_item::Model,
    dossier: &nomination::Model,
    document: &DocumentInput,
) -> Result<award::ActiveModel> {
    let organisation = uow.organisation();
    Ok(award::ActiveModel {
        decision_id: Set(decision.id),
        nomination_id: Set(dossier.id),
        order_no: Set(item.order_no),
        decision_number: Set(document.number.as_str().to_owned()),
        decided_on: Set(*document.issued_on),
        signer_name: Set(document.signer_name.to_string()),
        issuing_unit_id: Set(decision.deciding_unit_id),
        issuing_unit_name: Set(organisation.name(decision.deciding_unit_id, *document.issued_on).to_owned()),
        movement_id: Set(dossier.movement_id),
        stage: Set(dossier.stage),
        subject_type: Set(dossier.subject_type),
        subject_key: Set(dossier.subject_key.clone()),
        full_name: Set(dossier.full_name.clone()),
        search_text: Set(dossier.search_text.clone()),
        unit_id: Set(dossier.subject_unit_id),
        unit_name: Set(organisation.name(dossier.subject_unit_id, *document.issued_on).to_owned()),
        province_code: Set(dossier.province_code.clone()),
        award_form_id: Set(dossier.award_form_id),
        status: Set(AwardStatus::Granted),
        verification_code: Set(digest::random_text::<15>()?),
        version: Set(1),
        created_at: Set(uow.now),
        updated_at: Set(uow.now),
        ..Default::default()
    })
}
