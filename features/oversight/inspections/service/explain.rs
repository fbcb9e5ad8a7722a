//! What an inspected unit says for itself, with files for evidence. It is never changed; more may be said.
use base::{
    http::etag::IfMatch,
    kernel::{
        error::{Error, Fault, Result},
        policy::Permission,
        scope::{Addressee, Scope},
    },
    store::db::{Recorded, Uow},
};
use entity::{inspection_explanation, paper_attachment::PaperType};
use planning::files::service::papers::{self, Holder};
use sea_orm::{ActiveValue::Set, EntityTrait};
use uuid::Uuid;

use crate::inspections::{
    dto::{Explain, ExplanationWithFiles},
    events::InspectionEvent,
    paper::InspectionPaper,
    repo,
    rules::InspectionAction,
    view,
};

/// What one unit says in one inspection.
const MOST: u64 = 100;

pub async fn explain(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &Explain,
) -> Result<Recorded<ExplanationWithFiles>> {
    let (paper, ..) = uow.begin(scope, id, if_match, InspectionAction::Explain).await?;
    let unit_id = inspected(scope, &paper, input.unit_id)?;
    if repo::explanations::count(&uow.tx, id, unit_id).await? >= MOST {
        return Err(Error::field("", Fault::TooLong));
    }
    let m = paper.inspection;
    let row = inspection_explanation::ActiveModel {
        id: Set(Uuid::now_v7()),
        inspection_id: Set(id),
        movement_id: Set(m.movement_id),
        inspecting_unit_id: Set(m.unit_id),
        unit_id: Set(unit_id),
        text: Set(input.text.to_string()),
        after_conclusion: Set(m.concluded_at.is_some()),
        written_by: Set(scope.user_id),
        created_at: Set(uow.now),
    };
    let made = inspection_explanation::Entity::insert(row).exec_with_returning(&uow.tx).await?;
    let holder = Holder::of(scope, PaperType::Explanation, made.id, unit_id);
    papers::attach_all(uow, scope, &holder, &input.file_ids).await?;
    let (explanation_id, after_conclusion) = (made.id, made.after_conclusion);
    let event = InspectionEvent::Explained { explanation_id, by_unit_id: unit_id, after_conclusion };
    uow.record(event.of(&m, &m), view::with_files(&uow.tx, made).await?).await
}

/// For whom the caller speaks: the unit that is named, or the only one that it acts for.
fn inspected(scope: &Scope, paper: &InspectionPaper, named: Option<Uuid>) -> Result<Uuid> {
    let acts = |unit: &&Uuid| scope.holds_for(Permission::InspectionsRespond, Addressee::unit(**unit));
    let units: Vec<Uuid> = paper.units.iter().filter(acts).copied().collect();
    match (named, units.as_slice()) {
        (Some(unit), _) if units.contains(&unit) => Ok(unit),
        (Some(_), _) => Err(Error::field("/unit_id", Fault::NotFound)),
        (None, [only]) => Ok(*only),
        (None, _) => Err(Error::field("/unit_id", Fault::Required)),
    }
}
