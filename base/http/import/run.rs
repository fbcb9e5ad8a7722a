//! How an import is carried out: row by row, or all rows of one paper together; and what is kept of it.
use std::{
    collections::HashMap,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use super::{
    Row, Sheet,
    report::{self, Outcome, Told},
    rows::{self, Rows},
    upload::{Atomic, ImportParams, Mode},
};
use crate::{
    http::{answer::Answer, command::Command, problem::Language, published::Shape},
    kernel::{
        error::{Code, Denied, Error, Fault, FieldError, Look, Result},
        policy::Grant,
        scope::Scope,
    },
    store::db::{Recorded, Uow},
};

/// Refused looks that are told to the journal of one import.
const MOST_DENIED: usize = 200;
const ALL: &str = "import_all";
const ONE: &str = "import_one";

/// A file that has been read, and how its rows are held against the spec.
pub struct Import {
    pub sheet: &'static Sheet,
    pub shape: Shape,
    rows: Rows,
    language: Language,
    denied: Mutex<Vec<Denied>>,
    /// How many faults the refused rows tell so far.
    faults: AtomicUsize,
}

/// Why rows that are written together are not: something stands in the way of all, or of some of them.
#[derive(Debug)]
pub enum Refusals {
    All(Error),
    Rows(HashMap<usize, Error>),
}

impl From<Error> for Refusals {
    fn from(e: Error) -> Self {
        Self::All(e)
    }
}

impl Import {
    pub(super) fn new(sheet: &'static Sheet, rows: Rows, shape: Shape, language: Language) -> Self {
        Self { sheet, shape, rows, language, denied: Mutex::default(), faults: AtomicUsize::default() }
    }

    pub fn rows(&self) -> &[Row] {
        &self.rows.rows
    }

    /// Carries it out as a command, and answers its report.
    pub async fn answer<P: Grant>(
        &self,
        command: Command<P, ImportParams>,
        work: impl AsyncFn(&Uow, &Scope, Atomic) -> Result<Recorded<Vec<Told>>>,
    ) -> Result<Answer> {
        let ImportParams { mode, atomic } = command.params;
        let command = if mode == Mode::Validate { command.rehearsed() } else { command };
        let how = (atomic == Atomic::All, self.language);
        let answer = command
            .tell(async |uow, scope| {
                self.forget_denied();
                self.faults.store(0, Ordering::Relaxed);
                let told = work(uow, scope, atomic).await?;
                Ok(told.map(|told| report::report(self.sheet, &self.rows, &told, how)))
            })
            .await?;
        for denied in self.forget_denied() {
            // A full queue loses the record of a refusal, never the refusal.
            if command.state.looks.try_send(Look::Refused(denied)).is_err() {
                tracing::warn!("the queue of looks is full");
            }
        }
        Ok(answer)
    }

    fn forget_denied(&self) -> Vec<Denied> {
        self.denied.lock().map(|mut denied| std::mem::take(&mut *denied)).unwrap_or_default()
    }

    fn deny(&self, error: &Error) {
        if let (Some(denied), Ok(mut all)) = (error.denied, self.denied.lock())
            && all.len() < MOST_DENIED
        {
            all.push(denied);
        }
    }

    /// Rows that are things of their own: each is written, or leaves nothing behind.
    pub async fn each(
        &self,
        uow: &Uow,
        atomic: Atomic,
        work: impl AsyncFn(&Row) -> Result<Recorded<Outcome>>,
    ) -> Result<Recorded<Vec<Told>>> {
        let mut told = vec![];
        uow.savepoint(ALL).await?;
        for row in self.rows() {
            told.push(self.one(uow, row, &work).await?);
        }
        let refused = told.iter().any(|one| one.get().is_refused());
        if atomic == Atomic::All && refused {
            uow.back_to(ALL).await?;
        }
        uow.release(ALL).await?;
        Ok(Recorded::together(told))
    }

    async fn one(
        &self,
        uow: &Uow,
        row: &Row,
        work: &impl AsyncFn(&Row) -> Result<Recorded<Outcome>>,
    ) -> Result<Recorded<Told>> {
        uow.savepoint(ONE).await?;
        match work(row).await {
            Ok(done) => {
                uow.release(ONE).await?;
                Ok(done.map(Told::Done))
            }
            Err(e) => {
                let refusal = self.refusal(e)?;
                uow.back_to(ONE).await?;
                uow.release(ONE).await?;
                Ok(Recorded::unchanged(refusal))
            }
        }
    }

    /// What is wrong with a row; what is wrong with the service ends the import.
    fn refusal(&self, mut e: Error) -> Result<Told> {
        if e.code.spec().status >= 500 {
            return Err(e);
        }
        self.deny(&e);
        e.fields.truncate(rows::told_after(self.faults.load(Ordering::Relaxed)));
        self.faults.fetch_add(e.fields.len(), Ordering::Relaxed);
        Ok(Told::Refused(Box::new(e)))
    }

    /// Rows of one paper, which is written once. Whatever rows are refused, the others are tried without them, so all that is
    /// wrong is told. `read` says what a row is and what becomes of it, `write` writes those that are left.
    pub async fn together<T: Clone>(
        &self,
        uow: &Uow,
        atomic: Atomic,
        read: impl Fn(&Row) -> Result<(T, Outcome)>,
        write: impl AsyncFn(&[(usize, T)]) -> Result<Recorded<()>, Refusals>,
    ) -> Result<Recorded<Vec<Told>>> {
        let (mut told, mut left): (Vec<Told>, Vec<(usize, T)>) = (vec![], vec![]);
        for (at, row) in self.rows().iter().enumerate() {
            match read(row) {
                Ok((one, outcome)) => {
                    told.push(Told::Done(outcome));
                    left.push((at, one));
                }
                Err(e) => told.push(self.refusal(e)?),
            }
        }
        uow.savepoint(ALL).await?;
        let written = loop {
            let changes = told.iter().any(|one| matches!(one, Told::Done(Outcome::Created | Outcome::Changed)));
            if !changes {
                break Recorded::unchanged(());
            }
            match write(&left).await {
                Ok(written) => break written,
                Err(Refusals::All(e)) => return Err(e),
                Err(Refusals::Rows(refused)) => {
                    uow.back_to(ALL).await?;
                    left.retain(|(at, _)| !refused.contains_key(at));
                    for (at, e) in refused {
                        if let Some(place) = told.get_mut(at) {
                            *place = self.refusal(e)?;
                        }
                    }
                }
            }
        };
        if atomic == Atomic::All && told.iter().any(Told::is_refused) {
            uow.back_to(ALL).await?;
        }
        uow.release(ALL).await?;
        Ok(written.map(|()| told))
    }
}

impl Refusals {
    /// Whose a fault is, by its place in a list of the body: `row` knows the row of an item. The pointers of a row are those
    /// within its item.
    pub fn of(e: Error, list: &str, row: impl Fn(usize) -> Option<usize>) -> Self {
        let mut rows: HashMap<usize, Vec<FieldError>> = HashMap::new();
        for field in &e.fields {
            let rest = field.pointer.strip_prefix(list).and_then(|rest| rest.strip_prefix('/'));
            let (item, rest) = rest.map_or(("", ""), |rest| rest.split_once('/').unwrap_or((rest, "")));
            let Some(at) = item.parse().ok().and_then(&row) else { return Self::All(e) };
            let pointer = if rest.is_empty() { String::new() } else { format!("/{rest}") };
            rows.entry(at).or_default().push(FieldError { pointer, fault: field.fault });
        }
        if rows.is_empty() {
            return Self::All(e);
        }
        let one = |(at, fields): (usize, Vec<FieldError>)| {
            (at, Error { particulars: e.particulars.clone(), ..Error::fields(code(e.code, &fields), fields) })
        };
        Self::Rows(rows.into_iter().map(one).collect())
    }
}

/// The code that these faults have by themselves: together with others they are simply invalid content.
fn code(of_all: Code, faults: &[FieldError]) -> Code {
    let all = |fault| faults.iter().all(|one| one.fault == fault);
    match of_all {
        Code::ValidationFailed if all(Fault::RatioOutOfRange) => Code::RatioOutOfRange,
        Code::ValidationFailed if all(Fault::OutsidePeriod) => Code::OutsidePeriod,
        code => code,
    }
}
