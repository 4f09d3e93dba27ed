//! Statements that people may copy: what a screen shows, asked of `inspect`. They are never run here.

/// All rows of a view whose columns have these values, in an order where one is given.
#[must_use]
pub fn select(view: &str, columns: &[(&str, &str)], order: &str) -> String {
    let mut text = "select * from ".to_owned();
    text.push_str(view);
    for (place, (column, value)) in columns.iter().enumerate() {
        text.extend([if place == 0 { " where " } else { " and " }, column, " = '", &value.replace('\'', "''"), "'"]);
    }
    if !order.is_empty() {
        text.extend([" order by ", order]);
    }
    text
}
