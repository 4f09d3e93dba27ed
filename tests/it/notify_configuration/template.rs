//! Templates filled in: what stands for variables, and which values they take, against a second way to do it.

use std::collections::BTreeMap;

use callsign::domain::notify::template::{self, Template};
use proptest::{prelude::*, string::string_regex};

fn values(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn named(id: &str) -> &'static Template {
    template::find(id).expect("it is there")
}

#[test]
fn variables_are_filled_in_and_a_code_is_spoken_digit_by_digit() {
    let template = named("notify-code-verification-english-002");
    let said = values(&[("code", "4829"), ("time", "10")]);
    assert_eq!(template.resolve("Shop", &said, false), "Shop: your code is 4829. It expires in 10 minutes.");
    assert_eq!(template.resolve("Shop", &said, true), "Shop: your code is 4. 8. 2. 9. It expires in 10 minutes.");
}

#[test]
fn what_stands_in_a_value_is_no_variable() {
    let template = named("notify-code-verification-english-001");
    assert_eq!(template.resolve("{{code}}", &values(&[("code", "4829")]), false), "{{code}}: your code is 4829");
}

#[test]
fn each_wrong_value_is_told() {
    let template = named("notify-code-verification-english-002");
    for (said, faults) in [
        (values(&[("code", "4829"), ("time", "1")]), vec![]),
        (values(&[("code", "48291234"), ("time", "60")]), vec![]),
        (values(&[]), vec!["'code' is missing", "'time' is missing"]),
        (values(&[("code", "482"), ("time", "10")]), vec![r"'code' must match ^\d{4,8}$"]),
        (values(&[("code", "482a"), ("time", "10")]), vec![r"'code' must match ^\d{4,8}$"]),
        (values(&[("code", "482913482"), ("time", "10")]), vec!["'code' has 8 characters at most"]),
        (values(&[("code", "4829"), ("time", "0")]), vec!["'time' must be a whole number from 1 to 60"]),
        (values(&[("code", "4829"), ("time", "ten")]), vec!["'time' must be a whole number from 1 to 60"]),
        (
            values(&[("brandName", "Mine"), ("code", "4829"), ("other", "x"), ("time", "10")]),
            vec!["'brandName' isn't for requests to say", "The template has no variable 'other'"],
        ),
    ] {
        assert_eq!(template.faults(&said), faults, "{said:?}");
    }
}

proptest! {
    #[test]
    fn filling_in_is_replacing_each_variable_by_its_value(
        place in 0..template::all().len(),
        brand in string_regex("[A-Za-z0-9_ -]{1,15}").expect("a pattern"),
        code in string_regex("[0-9]{4,8}").expect("a pattern"),
        time in 1_u32..=60,
        is_spoken: bool,
    ) {
        let template = &template::all()[place];
        let mut said = values(&[("code", &code)]);
        if template.information.variables.contains_key("time") {
            said.insert("time".to_owned(), time.to_string());
        }
        prop_assert_eq!(template.faults(&said), Vec::<String>::new());
        let spoken = if is_spoken { code.split("").filter(|digit| !digit.is_empty()).collect::<Vec<_>>().join(". ") } else { code };
        let naive = template.information.content.replace("{{brandName}}", &brand).replace("{{code}}", &spoken);
        prop_assert_eq!(template.resolve(&brand, &said, is_spoken), naive.replace("{{time}}", &time.to_string()));
    }
}
