//! An answer as it is written down: a line of JSON, and a line with its digest.

use super::name::build;
use crate::diagnostics::{Diagnostic, Failure, Sources};
use crate::error::Error;
use crate::scenario::{Number, digest};
use crate::study::{Answer, Job, Reply};
use serde::{Deserialize, Serialize};

/// A job and its answer.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    build: String,
    job: Job,
    reply: Written,
}

/// What came of a job.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Written {
    /// An answer.
    Answer(Answer),
    /// No equilibrium was found.
    NoEquilibrium {
        share: Number,
        residual: Number,
        messages: Messages,
    },
    /// What is taken as known cannot have come about.
    Impossible(Messages),
}

/// Messages, and the texts that they point into with their names: none where it is the model's own text of that number.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Messages {
    texts: Vec<Option<(String, String)>>,
    messages: Vec<Diagnostic>,
}

impl Entry {
    /// The entry of `reply`; none of an error that says nothing of the variant. `texts` are the model's own.
    pub fn of(job: &Job, reply: &Reply, texts: &[(String, String)]) -> Option<Entry> {
        let messages = |failure: &Failure| Messages::of(failure, texts);
        let reply = match reply {
            Ok(answer) => Written::Answer(answer.clone()),
            Err(Error::NoEquilibrium {
                share,
                residual,
                failure,
            }) => Written::NoEquilibrium {
                share: Number(*share),
                residual: Number(*residual),
                messages: messages(failure),
            },
            Err(Error::Impossible(failure)) => Written::Impossible(messages(failure)),
            Err(_) => return None,
        };
        Some(Entry {
            build: build(),
            job: job.clone(),
            reply,
        })
    }

    /// The entry that `bytes` hold; none if they are damaged, or hold that of another job or build.
    pub fn read(bytes: &[u8], job: &Job) -> Option<Entry> {
        let entry: Entry = serde_json::from_str(line(bytes)?).ok()?;
        (entry.job == *job && entry.build == build()).then_some(entry)
    }

    /// Its bytes: the same for the same entry.
    pub fn bytes(&self) -> Vec<u8> {
        let line = serde_json::to_string(self).expect("plain data");
        let sum = digest(&line);
        format!("{line}\n{sum}\n").into_bytes()
    }

    /// What it says; `texts` are the model's own.
    pub fn reply(self, texts: &[(String, String)]) -> Reply {
        match self.reply {
            Written::Answer(answer) => Ok(answer),
            Written::NoEquilibrium {
                share,
                residual,
                messages,
            } => Err(Error::NoEquilibrium {
                share: share.0,
                residual: residual.0,
                failure: messages.failure(texts),
            }),
            Written::Impossible(messages) => Err(Error::Impossible(messages.failure(texts))),
        }
    }
}

/// Whether these are the bytes of an entry, undamaged.
pub fn is_whole(bytes: &[u8]) -> bool {
    line(bytes).is_some()
}

/// The line of JSON in these bytes, if its digest is that of the other line.
fn line(bytes: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(bytes).ok()?;
    let (line, sum) = text.strip_suffix('\n')?.split_once('\n')?;
    (digest(line) == sum).then_some(line)
}

impl Messages {
    fn of(failure: &Failure, own: &[(String, String)]) -> Messages {
        let one = |(n, source): (usize, &crate::diagnostics::Source)| {
            let known = own.get(n).is_some_and(|(_, text)| *text == source.text);
            (!known).then(|| (source.name.clone(), source.text.clone()))
        };
        Messages {
            texts: failure.sources.0.iter().enumerate().map(one).collect(),
            messages: failure.diagnostics.clone(),
        }
    }

    fn failure(self, own: &[(String, String)]) -> Box<Failure> {
        let mut sources = Sources::default();
        for (n, text) in self.texts.into_iter().enumerate() {
            let (name, text) = text.or_else(|| own.get(n).cloned()).unwrap_or_default();
            sources.add(name, text);
        }
        Box::new(Failure {
            sources,
            diagnostics: self.messages,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::Span;

    /// A variant without equilibrium, told of in the model's own text and in a setting.
    fn lost() -> Reply {
        let mut sources = Sources::default();
        sources.add("crisis.toml", "precision = 9e9");
        sources.add("--set", "precision=1e9");
        let here = Diagnostic::error(Span::new(0, 0..9), "the branch was lost").help("less");
        let there = here.clone().related(Span::new(1, 0..9), "set here");
        Err(Error::NoEquilibrium {
            share: 0.1 + 0.2,
            residual: f64::NAN,
            failure: Box::new(Failure {
                sources,
                diagnostics: vec![here, there],
            }),
        })
    }

    #[test]
    fn a_variant_without_equilibrium_is_read_as_it_was_written() {
        let own = [("crisis.toml".to_string(), "precision = 9e9".to_string())];
        let job = Job::default();
        let entry = Entry::of(&job, &lost(), &own).expect("it says something of the variant");
        let bytes = entry.bytes();
        let text = String::from_utf8(bytes.clone()).expect("a text");
        assert!(!text.contains("9e9"), "the model's own text is not written");
        let read = Entry::read(&bytes, &job).expect("whole");
        // the file may have another name now
        let renamed = [("copy.toml".to_string(), own[0].1.clone())];
        let Err(Error::NoEquilibrium {
            share,
            residual,
            failure,
        }) = read.reply(&renamed)
        else {
            panic!("another reply");
        };
        assert_eq!(share, 0.1 + 0.2);
        assert!(residual.is_nan());
        let Err(before) = lost() else {
            panic!("lost");
        };
        let before = before.failure().expect("messages");
        let said = failure.render(false);
        assert_eq!(said, before.render(false).replace("crisis", "copy"));
        assert!(Entry::of(&job, &Err(Error::Cancelled), &own).is_none());
    }

    #[test]
    fn an_entry_of_another_job_is_not_read() {
        let entry = Entry::of(&Job::default(), &Ok(Answer::default()), &[]).expect("an answer");
        let mut other = Job::default();
        other.read.record = true;
        assert!(Entry::read(&entry.bytes(), &other).is_none());
        assert!(Entry::read(&entry.bytes(), &Job::default()).is_some());
    }
}
