//! What a text causes, step by step.

use callsign::{
    domain::{
        inbound::{Effect, Inbound, OptOut, Settings, effect, has_network_opt_out},
        keyword::{HELP_MESSAGE, Keywords, OPT_OUT_WORDS, Response, STOP_MESSAGE},
    },
    model::{keyword::KeywordAction, phone_number::NumberType},
};

const PLAIN: Settings =
    Settings { has_network_opt_out: false, self_managed_opt_outs_enabled: false, two_way_enabled: true };
const SELF_MANAGED: Settings = Settings { self_managed_opt_outs_enabled: true, ..PLAIN };
const TOLL_FREE: Settings = Settings { has_network_opt_out: true, ..PLAIN };

/// HELP and STOP, and one keyword for each action.
fn keywords() -> Keywords {
    use KeywordAction::{AutomaticResponse, OptIn, OptOut};
    let own = [("JOIN", AutomaticResponse), ("START", OptIn), ("LEAVE", OptOut), ("CANCEL", AutomaticResponse)];
    let response = |(word, action): (&str, _)| (word.to_owned(), Response { message: word.to_lowercase(), action });
    Keywords::new(own.map(response))
}

fn of(body: &str, settings: Settings) -> Effect {
    effect(body, &keywords(), settings, Inbound::default())
}

/// What is done by a keyword.
fn done(keyword: &str, action: KeywordAction, opt_out: Option<OptOut>, reply: &str, is_published: bool) -> Effect {
    Effect {
        keyword: Some(keyword.to_owned()),
        action: Some(action),
        opt_out,
        is_network_opted_out: None,
        reply: Some(reply.to_owned()),
        is_published,
    }
}

#[test]
fn a_text_without_a_keyword_is_published_and_nothing_else() {
    for settings in [PLAIN, SELF_MANAGED, TOLL_FREE] {
        for body in ["", "Hello", "I want to stop"] {
            assert_eq!(of(body, settings), Effect { is_published: true, ..Effect::default() }, "{body}");
        }
    }
}

#[test]
fn custom_keywords_act_reply_and_are_published_whoever_manages_opt_outs() {
    for settings in [PLAIN, SELF_MANAGED] {
        let automatic = KeywordAction::AutomaticResponse;
        assert_eq!(of("join", settings), done("JOIN", automatic, None, "join", true));
        assert_eq!(of("Start", settings), done("START", KeywordAction::OptIn, Some(OptOut::Removed), "start", true));
        assert_eq!(of("leave.", settings), done("LEAVE", KeywordAction::OptOut, Some(OptOut::Added), "leave", true));
        // A built-in word that somebody configured is his own.
        assert_eq!(of("cancel", settings), done("CANCEL", automatic, None, "cancel", true));
    }
}

#[test]
fn help_stop_and_the_opt_out_words_act_unpublished_while_callsign_manages_opt_outs() {
    let opted_out = Some(OptOut::Added);
    assert_eq!(of("HELP", PLAIN), done("HELP", KeywordAction::AutomaticResponse, None, HELP_MESSAGE, false));
    for word in OPT_OUT_WORDS.into_iter().filter(|word| *word != "CANCEL") {
        let expected = done(word, KeywordAction::OptOut, opted_out, STOP_MESSAGE, false);
        assert_eq!(of(word, PLAIN), expected);
        let inbound = Inbound { publish_opt_out_words: true };
        let published = Effect { is_published: true, ..expected };
        assert_eq!(effect(word, &keywords(), PLAIN, inbound), published);
    }
}

#[test]
fn help_stop_and_the_opt_out_words_are_published_and_do_nothing_where_opt_outs_are_self_managed() {
    for word in OPT_OUT_WORDS.into_iter().chain(["HELP"]).filter(|word| *word != "CANCEL") {
        let expected = Effect { keyword: Some(word.to_owned()), is_published: true, ..Effect::default() };
        assert_eq!(of(word, SELF_MANAGED), expected);
    }
}

#[test]
fn without_two_way_keywords_act_and_nothing_is_published() {
    for settings in [PLAIN, SELF_MANAGED, TOLL_FREE] {
        let settings = Settings { two_way_enabled: false, ..settings };
        for body in ["", "Hello", "HELP", "STOP", "JOIN", "START", "END"] {
            let expected = Effect { is_published: false, ..of(body, Settings { two_way_enabled: true, ..settings }) };
            assert_eq!(of(body, settings), expected, "{body}");
        }
    }
}

#[test]
fn the_carriers_of_a_toll_free_number_take_stop_alone_for_stop() {
    for body in ["STOP", " stop\n"] {
        let stopped = Effect {
            keyword: Some("STOP".to_owned()),
            action: Some(KeywordAction::OptOut),
            opt_out: Some(OptOut::Added),
            is_network_opted_out: Some(true),
            reply: None,
            is_published: false,
        };
        assert_eq!(of(body, TOLL_FREE), stopped);
        let self_managed = Settings { self_managed_opt_outs_enabled: true, ..TOLL_FREE };
        assert_eq!(of(body, self_managed), Effect { action: None, opt_out: None, ..stopped });
    }
    for body in ["STOP it", "END", "HELP"] {
        assert_eq!(of(body, TOLL_FREE), of(body, PLAIN), "{body}");
    }
}

#[test]
fn unstop_and_start_take_back_what_a_toll_free_number_was_told() {
    assert_eq!(of("start", TOLL_FREE), Effect { is_network_opted_out: Some(false), ..of("start", PLAIN) });
    assert_eq!(of("UNSTOP ", TOLL_FREE), Effect { is_network_opted_out: Some(false), ..of("UNSTOP", PLAIN) });
    assert_eq!(of("start it", TOLL_FREE).is_network_opted_out, None);
}

#[test]
fn only_toll_free_numbers_of_the_us_have_carriers_that_act() {
    assert!(has_network_opt_out(NumberType::TollFree, "US"));
    assert!(!has_network_opt_out(NumberType::TollFree, "CA") && !has_network_opt_out(NumberType::LongCode, "US"));
}
