//! Changes of a scenario's text that leave all the rest of it as it is: comments, order, spaces.

use toml_edit::{DocumentMut, InlineTable, Item, TableLike, Value};

/// `text` with the parameter `id` at `value`, in this text even if an extended one declares it; none if
/// the text is no TOML.
pub fn number(text: &str, id: &str, value: f64) -> Option<String> {
    put(text, ["parameters", id, "value"], Value::from(value))
}

/// `text` with the state variable `id` starting at `level`, written as in TOML; none if the text is no
/// TOML.
pub fn start(text: &str, id: &str, level: &str) -> Option<String> {
    put(text, ["state", id, "start"], level.parse().ok()?)
}

/// `text` with `value` at `section.name.key`, or at `section.name` where that is a value itself.
fn put(text: &str, [section, name, key]: [&str; 3], value: Value) -> Option<String> {
    let mut document: DocumentMut = text.parse().ok()?;
    let known = document.contains_key(section);
    let table = document.entry(section).or_insert_with(toml_edit::table);
    let table = table.as_table_like_mut()?;
    if !known {
        table.set_dotted(false);
    }
    match table.get_mut(name) {
        None if section == "parameters" => {
            table.insert(name, Item::Value(value));
        }
        None => {
            let mut only = InlineTable::new();
            only.insert(key, value);
            table.insert(name, Item::Value(Value::InlineTable(only)));
        }
        Some(item) => match item.as_table_like_mut() {
            Some(own) => replace(own, key, value),
            None => replace(table, name, value),
        },
    }
    Some(document.to_string())
}

/// Puts `value` in the place of what is at `key`, with the spaces and comments around it.
fn replace(table: &mut dyn TableLike, key: &str, mut value: Value) {
    match table.get_mut(key).and_then(Item::as_value_mut) {
        Some(old) => {
            *value.decor_mut() = old.decor().clone();
            *old = value;
        }
        None => {
            table.insert(key, Item::Value(value));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# a crisis\n[parameters] # numbers\nb = 2 # two\na = { value = 1.0, range = [0.0, 3.0] } # one\n\n[state]\ntalks = { levels = [\"none\", \"direct\"], start = \"none\" } # now\nwar = false\n";

    #[test]
    fn only_the_number_changes() {
        let a = number(TEXT, "a", 0.25).expect("TOML");
        assert_eq!(a, TEXT.replace("value = 1.0", "value = 0.25"));
        let b = number(TEXT, "b", 3.0).expect("TOML");
        assert_eq!(b, TEXT.replace("b = 2 ", "b = 3.0 "));
        assert_eq!(number("a = ", "a", 1.0), None);
    }

    #[test]
    fn a_variant_says_it_itself() {
        let own = number("extends = \"mine\" # theirs\n", "a", 0.5).expect("TOML");
        assert_eq!(
            own,
            "extends = \"mine\" # theirs\n\n[parameters]\na = 0.5\n"
        );
        assert_eq!(
            number(&own, "b", 2.0).expect("TOML"),
            "extends = \"mine\" # theirs\n\n[parameters]\na = 0.5\nb = 2.0\n"
        );
    }

    #[test]
    fn a_start_is_put_where_it_stands() {
        let talks = start(TEXT, "talks", "\"direct\"").expect("TOML");
        assert_eq!(
            talks,
            TEXT.replace("start = \"none\"", "start = \"direct\"")
        );
        let war = start(TEXT, "war", "true").expect("TOML");
        assert_eq!(war, TEXT.replace("war = false", "war = true"));
        let variant = start("extends = \"x\"\n", "talks", "\"direct\"").expect("TOML");
        assert_eq!(
            variant,
            "extends = \"x\"\n\n[state]\ntalks = { start = \"direct\" }\n"
        );
    }
}
