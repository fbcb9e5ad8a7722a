//! What is open to everybody in a review: how many places there are, by a document, and the list that the standing body posts
//! before the council meets. Somebody objects from outside, and is heard.
use awards::{
    postings::{
        self,
        dto::CreatePosting,
        objections::{self, dto::AnswerObjection, outside, rules::ObjectionAction},
        public::dto::RaiseObjection,
    },
    quotas::{
        self,
        dto::{GiveQuota, QuotaItemInput},
    },
};
use base::{
    http::etag::IfMatch,
    kernel::{
        error::{Error, Result},
        keys::Keys,
        policy::Permission,
        reason::Reason,
        scope::Scope,
    },
    store::db::{Actor, Uow},
};
use entity::{
    award_quota_item::{QuotaBase, QuotaKind, QuotaRounding},
    nomination::SubjectType,
    posting_objection,
    unit::UnitKind,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{
    nominations,
    reviews::Round,
    stage::{Stage, line, reason},
};

/// A posting holds no more.
const LISTED: usize = 200;
/// Working days before that of the council.
const DAYS: i32 = 7;
/// Whom a department counts as taking part, so that a tenth of them are as many as it may send up.
const TAKING_PART: i32 = 200;

/// A tenth of those who take part in each province, by branch, for people and for collectives.
pub async fn quotas(stage: &Stage<'_>, round: Round) -> Result<()> {
    let provincial = [UnitKind::ProvincialJusticeDepartment, UnitKind::ProvincialEnforcementDepartment];
    let is_one = |id: &&Uuid| stage.organisation().unit(**id).is_some_and(|unit| provincial.contains(&unit.kind));
    let mut items = vec![];
    for unit_id in stage.units.iter().filter(is_one) {
        for subject_type in [SubjectType::Individual, SubjectType::Collective] {
            items.push(QuotaItemInput {
                award_form_code: line(nominations::FORM)?,
                subject_type,
                unit_id: *unit_id,
                kind: QuotaKind::Percent,
                num: 10,
                den: Some(100),
                base: Some(QuotaBase::DirectParticipants),
                base_count: Some(TAKING_PART),
                rounding: Some(QuotaRounding::Floor),
                minimum: Some(1),
            });
        }
    }
    let input = GiveQuota {
        movement_id: stage.movement_id,
        stage: round.stage,
        document: stage.document(round.quotas)?,
        items,
    };
    let head = stage.people.head(stage.ministry()?);
    let give = async |uow: &Uow, scope: &Scope| quotas::service::give(uow, scope, &input).await;
    stage.act(head, Permission::MovementsDecide, give).await?;
    Ok(())
}

/// Published by the head, until the day before that of the council. Returns the list.
pub async fn publish(stage: &Stage<'_>, round: Round, dossiers: &[Uuid]) -> Result<Uuid> {
    let standing_body = stage.standing_body()?;
    let held_on = format!("{}-11-18", round.year).parse::<chrono::NaiveDate>().map_err(Error::internal)?;
    let input = CreatePosting {
        title: line("Danh sách đề nghị tặng Bằng khen của Bộ trưởng Bộ Tư pháp")?,
        nomination_ids: Some(dossiers.iter().take(LISTED).copied().collect()),
        submission_id: None,
        session_id: None,
        council_on: Some(held_on.into()),
        days: Some(DAYS),
    };
    let draft = async |uow: &Uow, scope: &Scope| postings::service::create(uow, scope, &input).await;
    let drafted = stage.act(stage.people.receiver(standing_body), Permission::NominationsReceive, draft).await?;
    let id = drafted.summary.id;
    let publish = async |uow: &Uow, scope: &Scope| postings::service::publish(uow, scope, id, IfMatch::Any).await;
    stage.act(stage.people.head(standing_body), Permission::NominationsForward, publish).await?;
    Ok(id)
}

/// Somebody without an account objects to the first on the list; an officer answers, and the head finds nothing in it.
pub async fn hear(stage: &Stage<'_>, round: Round, list: Uuid) -> Result<()> {
    let standing_body = stage.standing_body()?;
    // The secret is told to nobody here, so that its key need not be kept.
    let keys = Keys::ephemeral().map_err(Error::internal)?.now();
    stage.set_time(&round.at("11-08"))?;
    let raised = RaiseObjection {
        ordinals: vec![1],
        text: line("Kết quả nêu trong danh sách là của tổ hòa giải xã khác; đề nghị xem lại.")?,
    };
    let outside = Actor::system("demo");
    stage.db.write(&outside, async |uow| outside::raise(uow, &keys, list, &raised).await).await?;
    let found = posting_objection::Entity::find().filter(posting_objection::Column::PostingId.eq(list));
    let found = found.one(stage.db.primary()).await.map_err(Error::from)?;
    let id = found.ok_or_else(|| Error::internal(anyhow::anyhow!("the objection of the history")))?.id;
    stage.set_time(&round.at("11-11"))?;
    let answer =
        AnswerObjection { text: line("Vụ đã yêu cầu đơn vị gửi sổ theo dõi để đối chiếu.")? };
    let answered =
        async |uow: &Uow, scope: &Scope| objections::service::answer(uow, scope, id, IfMatch::Any, &answer).await;
    stage.act(stage.people.receiver(standing_body), Permission::NominationsReceive, answered).await?;
    let dismissed = Reason {
        reason: reason("Đã đối chiếu sổ theo dõi: kết quả đúng là của đơn vị được đề nghị")?
    };
    let decide = async |uow: &Uow, scope: &Scope| {
        objections::service::decide(uow, scope, (id, ObjectionAction::Dismiss), IfMatch::Any, &dismissed).await
    };
    stage.act(stage.people.head(standing_body), Permission::NominationsForward, decide).await?;
    Ok(())
}

/// Once its days are over.
pub async fn end(stage: &Stage<'_>, list: Uuid) -> Result<()> {
    let receiver = stage.people.receiver(stage.standing_body()?);
    let end = async |uow: &Uow, scope: &Scope| postings::service::end(uow, scope, list, IfMatch::Any).await;
    stage.act(receiver, Permission::NominationsReceive, end).await?;
    Ok(())
}
