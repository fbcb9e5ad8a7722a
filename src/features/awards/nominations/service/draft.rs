//! Drafting a dossier: an officer of the nominating unit.
use entity::{
    Authors, award_form,
    nomination::{self, NominationStatus},
    nomination_evidence,
    plan::PlanStatus,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use secrecy::SecretString;
use serde_json::json;
use uuid::Uuid;

use super::{begin, finish, record};
use crate::{
    features::{
        awards::nominations::{
            dto::{AchievementInput, CreateNomination, Evidence, NominationView, Secrecy, UpdateNomination},
            paper::dissolved,
            repo,
            rules::{self, NominationAction},
            subject::{self, Subject},
        },
        planning::{
            law,
            movements::{self, rules::is_open},
            plans,
        },
        reporting::reports,
    },
    http::etag::IfMatch,
    kernel::{
        error::{Code, Error, Fault, Result},
        scope::Scope,
        text,
    },
    store::db::{Recorded, Uow},
};

pub async fn create(
    uow: &Uow,
    scope: &Scope,
    input: &CreateNomination,
    personal_id_key: &SecretString,
) -> Result<Recorded<NominationView>> {
    if input.secrecy != Secrecy::None {
        return Err(Error::new(Code::SecretNotAllowed));
    }
    let organisation = uow.organisation().clone();
    let unit = organisation.unit(input.nominating_unit_id);
    let unit = unit.ok_or_else(|| Error::field("/nominating_unit_id", Fault::NotFound))?;
    scope.require_at(unit.id)?;
    if !unit.exists_on(uow.today()) {
        return Err(Error::with(Code::UnitClosed, uow.today().to_string()));
    }
    let form = form(uow, scope, input).await?;
    let belongs_to = belongs_to(uow, scope, input)?;
    let subject = subject::read(&input.subject, belongs_to, personal_id_key)?;
    check_achievement(uow, scope, &input.achievement).await?;
    check_once(uow, scope, input, &subject).await?;
    let model = nomination::ActiveModel {
        nominating_unit_id: Set(unit.id),
        nominating_unit_name: Set(unit.name_on(uow.today()).to_owned()),
        province_code: Set(unit.province_code.clone()),
        subject_unit_id: Set(belongs_to),
        subject_unit_name: Set(organisation.name(belongs_to, uow.today()).to_owned()),
        award_form_id: Set(form.id),
        ..blank(uow, scope.user_id, input, subject)
    };
    let made = nomination::Entity::insert(model).exec_with_returning(&uow.tx).await?;
    set_evidence(uow, made.id, &input.achievement.evidence).await?;
    record(uow, scope, made, "nomination.created", json!({})).await
}

/// The unit of the subject: the nominating one or one below it, and for a collective one that still exists.
fn belongs_to(uow: &Uow, scope: &Scope, input: &CreateNomination) -> Result<Uuid> {
    let (organisation, nominating) = (uow.organisation(), input.nominating_unit_id);
    let unit = input.subject.unit_id.unwrap_or(nominating);
    if unit != nominating && !organisation.subtree(nominating, uow.today()).contains(&unit) {
        return Err(Error::field("/subject/unit_id", Fault::NotAllowed));
    }
    match dissolved(scope, input.subject.r#type, unit) {
        Some(name) => Err(Error::with(Code::SubjectDissolved, name)),
        None => Ok(unit),
    }
}

/// A form that the movement gives, for this kind of subject.
async fn form(uow: &Uow, scope: &Scope, input: &CreateNomination) -> Result<award_form::Model> {
    let movement = movements::repo::get(&uow.tx, scope, input.movement_id).await;
    let movement = movement.map_err(|e| e.named_at("/movement_id"))?;
    if !is_open(movement.status) {
        return Err(Error::with(Code::WindowClosed, format!("movement {}", movement.code)));
    }
    let forms = movements::repo::award_forms(&uow.tx, movement.id).await?;
    let form = forms.into_iter().find(|form| form.code == *input.award_form_code);
    let form = form.ok_or_else(|| Error::field("/award_form_code", Fault::NotFound))?;
    let rule = law::repo::form_rule_on(&uow.tx, form.id, uow.today()).await?;
    if !rule.is_some_and(|rule| rules::fits(&rule, input.subject.r#type)) {
        return Err(Error::field("/award_form_code", Fault::NotAllowed));
    }
    Ok(form)
}

async fn check_achievement(uow: &Uow, scope: &Scope, input: &AchievementInput) -> Result<()> {
    if input.to < input.from {
        return Err(Error::field("/achievement/to", Fault::WrongOrder));
    }
    if input.to > uow.today() {
        return Err(Error::field("/achievement/to", Fault::InTheFuture));
    }
    for (at, evidence) in input.evidence.iter().enumerate() {
        let pointer = |member: &str| format!("/achievement/evidence/{at}/{member}");
        match (evidence.target_id, evidence.report_id) {
            (Some(id), None) => {
                let target = entity::target::Entity::find_by_id(id).one(&uow.tx).await?;
                let target = target.ok_or_else(|| Error::field(pointer("target_id"), Fault::NotFound))?;
                let plan = plans::repo::get(&uow.tx, scope, target.plan_id).await;
                let plan = plan.map_err(|e| e.named_at(pointer("target_id")))?;
                // Of a draft nothing is certain yet, not even that the target stays.
                if matches!(plan.status, PlanStatus::Draft | PlanStatus::PendingSignature) {
                    return Err(Error::field(pointer("target_id"), Fault::NotAllowed));
                }
            }
            (None, Some(id)) => {
                let report = reports::repo::report(&uow.tx, scope, id).await;
                report.map_err(|e| e.named_at(pointer("report_id")))?;
            }
            _ => return Err(Error::field(pointer("target_id"), Fault::Required)),
        }
    }
    Ok(())
}

/// One achievement is commended once (Law 06/2022/QH15, article 5): one award, and one dossier at a time, for each
/// subject, movement and stage. What the caller may not see is not named.
async fn check_once(uow: &Uow, scope: &Scope, input: &CreateNomination, subject: &Subject) -> Result<()> {
    if let Some(award) = repo::award_of(&uow.tx, input.movement_id, input.stage, &subject.key).await? {
        return Err(Error::with(Code::DuplicateAward, award.decision_number));
    }
    if let Some(other) = repo::open_for(&uow.tx, input.movement_id, input.stage, &subject.key).await? {
        let seen = repo::get(&uow.tx, scope, other.id).await.is_ok();
        return Err(Error::with(Code::DuplicateAward, if seen { other.id.to_string() } else { "–".to_owned() }));
    }
    Ok(())
}

fn blank(uow: &Uow, user_id: Uuid, input: &CreateNomination, subject: Subject) -> nomination::ActiveModel {
    nomination::ActiveModel {
        id: Set(Uuid::now_v7()),
        movement_id: Set(input.movement_id),
        stage: Set(input.stage),
        subject_type: Set(subject.kind),
        search_text: Set(text::fold(&subject.full_name)),
        full_name: Set(subject.full_name),
        position: Set(subject.position),
        personal_id_digest: Set(subject.personal_id.as_ref().map(|id| id.digest.clone())),
        personal_id_tail: Set(subject.personal_id.map(|id| id.tail)),
        subject_key: Set(subject.key),
        achievement_summary: Set(input.achievement.summary.to_string()),
        achievement_from: Set(*input.achievement.from),
        achievement_to: Set(*input.achievement.to),
        status: Set(NominationStatus::Draft),
        version_no: Set(1),
        minutes_number: Set(None),
        minutes_on: Set(None),
        regime_code: Set(None),
        holder_unit_id: Set(None),
        holder_function: Set(None),
        submitted_at: Set(None),
        received_at: Set(None),
        reached_ministry_at: Set(None),
        return_reason: Set(None),
        end_reason: Set(None),
        appraisal_opinion: Set(None),
        appraised_by: Set(None),
        forwarding_document: Set(None),
        authors: Set(Authors::of(user_id)),
        version: Set(1),
        created_at: Set(uow.now),
        updated_at: Set(uow.now),
        ..Default::default()
    }
}

async fn set_evidence(uow: &Uow, id: Uuid, evidence: &[Evidence]) -> Result<()> {
    use nomination_evidence::{ActiveModel, Column, Entity};
    Entity::delete_many().filter(Column::NominationId.eq(id)).exec(&uow.tx).await?;
    let row = |(evidence, ordinal): (&Evidence, i32)| ActiveModel {
        id: Set(Uuid::now_v7()),
        nomination_id: Set(id),
        ordinal: Set(ordinal),
        target_id: Set(evidence.target_id),
        report_id: Set(evidence.report_id),
    };
    Entity::insert_many(evidence.iter().zip(1..).map(row)).exec_without_returning(&uow.tx).await?;
    Ok(())
}

pub async fn update(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &UpdateNomination,
) -> Result<Recorded<NominationView>> {
    let (nomination, ..) = begin(uow, scope, id, if_match, NominationAction::Update).await?;
    let mut next = nomination.clone().into_active_model();
    if let Some(position) = &input.position {
        next.position = Set(position.as_deref().map(str::to_owned));
    }
    if let Some(achievement) = &input.achievement {
        check_achievement(uow, scope, achievement).await?;
        next.achievement_summary = Set(achievement.summary.to_string());
        next.achievement_from = Set(*achievement.from);
        next.achievement_to = Set(*achievement.to);
        set_evidence(uow, id, &achievement.evidence).await?;
    }
    next.authors = Set(nomination.authors.with(scope.user_id));
    finish(uow, scope, (&nomination, next), "nomination.updated", json!({})).await
}
