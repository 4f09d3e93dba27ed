//! One call of the SDK for each operation.

use aws_sdk_pinpointsmsvoicev2::{
    Client,
    types::{
        KeywordAction, KeywordFilter, KeywordFilterName, MessageType, NumberCapability, PhoneNumberFilter,
        PhoneNumberFilterName, PoolFilter, PoolFilterName, PoolOriginationIdentitiesFilter,
        PoolOriginationIdentitiesFilterName, RequestableNumberType, SenderIdAndCountry, SenderIdFilter,
        SenderIdFilterName,
    },
};

use super::{
    super::{
        reference::all,
        step::{Change, Country, Operation, Owner, SENDER_IDS, Slot, Step},
    },
    Answer, Program, sender_id_line, settings_line, told,
};

const COMPLETE: &str = "a filter has a name and values";

/// A text, or `-`.
fn or_dash(text: Option<&str>) -> &str {
    text.unwrap_or("-")
}

/// An enumeration's value, or `-`.
fn shown(value: Option<&impl AsRef<str>>) -> &str {
    value.map_or("-", AsRef::as_ref)
}

fn owned(text: Option<&str>) -> Option<String> {
    text.map(str::to_owned)
}

/// None of an empty list: a member that is absent.
fn unless_empty<T>(list: Vec<T>) -> Option<Vec<T>> {
    (!list.is_empty()).then_some(list)
}

/// The answer of an operation on a pool or a number about what it shares with its members.
macro_rules! settings_of {
    ($answer:expr, $message_type:expr, $list:expr) => {
        settings_line(
            $message_type,
            $list,
            ($answer.two_way_enabled(), $answer.two_way_channel_arn(), $answer.two_way_channel_role()),
            $answer.self_managed_opt_outs_enabled(),
        )
    };
}

/// The answer of RequestPhoneNumber, UpdatePhoneNumber and ReleasePhoneNumber, which are three types with like members.
macro_rules! number_line {
    ($answer:expr, $protected:expr, $pool:expr) => {{
        let answer = &$answer;
        let settings = settings_of!(answer, shown(answer.message_type()), or_dash(answer.opt_out_list_name()));
        let (id, country) = (or_dash(answer.phone_number_id()), or_dash(answer.iso_country_code()));
        let (kind, status) = (shown(answer.number_type()), shown(answer.status()));
        format!("{id} {country} {kind} {status} {settings} protected={} pool={}", $protected, $pool)
    }};
}

/// The answer of CreatePool, UpdatePool and DeletePool, which are three types with like members.
macro_rules! pool_line {
    ($answer:expr, $protected:expr) => {{
        let answer = &$answer;
        let settings = settings_of!(answer, shown(answer.message_type()), or_dash(answer.opt_out_list_name()));
        let (id, status) = (or_dash(answer.pool_id()), shown(answer.status()));
        format!("{id} {status} {settings} shared-routes={} protected={}", answer.shared_routes_enabled(), $protected)
    }};
}

/// The answer of AssociateOriginationIdentity and DisassociateOriginationIdentity.
macro_rules! association_line {
    ($answer:expr) => {
        [
            $answer.pool_id(),
            $answer.pool_arn(),
            $answer.origination_identity(),
            $answer.origination_identity_arn(),
            $answer.iso_country_code(),
        ]
        .map(or_dash)
        .join(" ")
    };
}

/// The answer of PutKeyword and DeleteKeyword.
macro_rules! keyword_line {
    ($answer:expr) => {
        [
            or_dash($answer.origination_identity()),
            or_dash($answer.origination_identity_arn()),
            or_dash($answer.keyword()),
            shown($answer.keyword_action()),
            or_dash($answer.keyword_message()),
        ]
        .join(" ")
    };
}

impl Program<'_> {
    pub(super) async fn call(&mut self, step: &Step) -> Answer {
        let client = if step.foreign { self.foreign.clone() } else { self.own.clone() };
        let by_arn = step.by_arn;
        match &step.operation {
            Operation::RequestPhoneNumber { .. } => self.request_phone_number(&client, step).await,
            Operation::CreatePool { .. } => self.create_pool(&client, step).await,
            Operation::Associate { pool, identity, country } => {
                let call = client.associate_origination_identity().pool_id(self.pool(*pool, by_arn));
                let call = call.origination_identity(self.identity(*identity, by_arn));
                told(call.set_iso_country_code(owned(*country)).send().await, |answer| association_line!(answer))
            }
            Operation::Disassociate { pool, identity, country } => {
                let call = client.disassociate_origination_identity().pool_id(self.pool(*pool, by_arn));
                let call = call.origination_identity(self.identity(*identity, by_arn));
                told(call.set_iso_country_code(owned(*country)).send().await, |answer| association_line!(answer))
            }
            Operation::UpdatePool { pool, change, shared_routes } => {
                self.update_pool(&client, (*pool, by_arn), change, *shared_routes).await
            }
            Operation::DeletePool { pool } => {
                let call = client.delete_pool().pool_id(self.pool(*pool, by_arn));
                told(call.send().await, |answer| pool_line!(answer, "-"))
            }
            Operation::UpdatePhoneNumber { number, change } => {
                self.update_phone_number(&client, (*number, by_arn), change).await
            }
            Operation::ReleasePhoneNumber { number } => {
                let call = client.release_phone_number().phone_number_id(self.number(*number, by_arn));
                told(call.send().await, |answer| number_line!(answer, "-", "-"))
            }
            Operation::DescribePools { .. }
            | Operation::ListPoolOriginationIdentities { .. }
            | Operation::DescribePhoneNumbers { .. }
            | Operation::DescribeSenderIds { .. } => self.describe(&client, step).await,
            Operation::RequestSenderId { .. }
            | Operation::UpdateSenderId { .. }
            | Operation::ReleaseSenderId { .. } => self.sender_id_call(&client, step).await,
            Operation::PutKeyword { .. } | Operation::DeleteKeyword { .. } | Operation::DescribeKeywords { .. } => {
                self.keyword_call(&client, step).await
            }
            Operation::CreateOptOutList { list } => {
                let call = client.create_opt_out_list().opt_out_list_name(*list);
                told(call.send().await, |answer| or_dash(answer.opt_out_list_name()).to_owned())
            }
            Operation::SendTextMessage(text) => self.send_text_message(&client, text, by_arn).await,
            Operation::SetTextSpendLimit { .. } | Operation::DeleteTextSpendLimit => {
                self.spend_limit_call(&client, step).await
            }
            _ => self.list_call(&client, step).await,
        }
    }

    async fn request_phone_number(&mut self, client: &Client, step: &Step) -> Answer {
        let Operation::RequestPhoneNumber { slot, kind, message_type, list, pool, protected } = &step.operation else {
            panic!("a request for a phone number: {step:?}")
        };
        let call = client
            .request_phone_number()
            .iso_country_code(kind.1)
            .number_type(RequestableNumberType::from(kind.0))
            .message_type(MessageType::from(*message_type))
            .number_capabilities(NumberCapability::Sms)
            .deletion_protection_enabled(*protected)
            .set_opt_out_list_name(list.map(|list| self.list(list, step.by_arn)))
            .set_pool_id(pool.map(|pool| self.pool(pool, step.by_arn)));
        let mut id = None;
        let told = told(call.send().await, |answer| {
            id = owned(answer.phone_number_id());
            number_line!(answer, answer.deletion_protection_enabled(), or_dash(answer.pool_id()))
        });
        if let Some(id) = id {
            self.numbers[*slot] = id;
        }
        told
    }

    async fn create_pool(&mut self, client: &Client, step: &Step) -> Answer {
        let Operation::CreatePool { slot, identity, country, message_type, protected } = &step.operation else {
            panic!("the creation of a pool: {step:?}")
        };
        let call = client
            .create_pool()
            .origination_identity(self.identity(*identity, step.by_arn))
            .set_iso_country_code(owned(*country))
            .message_type(MessageType::from(*message_type))
            .deletion_protection_enabled(*protected);
        let mut id = None;
        let told = told(call.send().await, |answer| {
            id = owned(answer.pool_id());
            pool_line!(answer, answer.deletion_protection_enabled())
        });
        if let Some(id) = id {
            self.pools[*slot] = id;
        }
        told
    }

    async fn update_pool(
        &self,
        client: &Client,
        (pool, by_arn): (Slot, bool),
        change: &Change,
        shared_routes: Option<bool>,
    ) -> Answer {
        let call = client
            .update_pool()
            .pool_id(self.pool(pool, by_arn))
            .set_two_way_enabled(change.two_way)
            .set_two_way_channel_arn(owned(change.channel))
            .set_two_way_channel_role(owned(change.role))
            .set_self_managed_opt_outs_enabled(change.self_managed)
            .set_opt_out_list_name(change.list.map(|list| self.list(list, by_arn)))
            .set_shared_routes_enabled(shared_routes)
            .set_deletion_protection_enabled(change.protected);
        told(call.send().await, |answer| pool_line!(answer, answer.deletion_protection_enabled()))
    }

    async fn update_phone_number(&self, client: &Client, (number, by_arn): (Slot, bool), change: &Change) -> Answer {
        let call = client
            .update_phone_number()
            .phone_number_id(self.number(number, by_arn))
            .set_two_way_enabled(change.two_way)
            .set_two_way_channel_arn(owned(change.channel))
            .set_two_way_channel_role(owned(change.role))
            .set_self_managed_opt_outs_enabled(change.self_managed)
            .set_opt_out_list_name(change.list.map(|list| self.list(list, by_arn)))
            .set_deletion_protection_enabled(change.protected);
        told(call.send().await, |answer| number_line!(answer, answer.deletion_protection_enabled(), "-"))
    }

    async fn describe(&self, client: &Client, step: &Step) -> Answer {
        match &step.operation {
            Operation::DescribePools { pools, two_way, page_size } => {
                let pools = pools.iter().map(|pool| self.pool(*pool, step.by_arn)).collect();
                self.describe_pools(client, pools, *two_way, *page_size).await
            }
            Operation::DescribePhoneNumbers { numbers, list, status, page_size } => {
                let numbers = numbers.iter().map(|number| self.number(*number, step.by_arn)).collect();
                let filters =
                    [(PhoneNumberFilterName::OptOutListName, *list), (PhoneNumberFilterName::Status, *status)];
                self.describe_phone_numbers(client, numbers, filters, *page_size).await
            }
            Operation::DescribeSenderIds { sender_ids, country, page_size } => {
                let named = sender_ids.iter().map(|sender_id| {
                    let text = self.sender_id(*sender_id, step.by_arn);
                    let named =
                        SenderIdAndCountry::builder().sender_id(text).iso_country_code(SENDER_IDS[*sender_id].1);
                    named.build().expect("a text and a country")
                });
                self.describe_sender_ids(client, named.collect(), *country, *page_size).await
            }
            Operation::ListPoolOriginationIdentities { pool, country, page_size } => {
                self.list_identities(client, *pool, step.by_arn, (*country, *page_size)).await
            }
            other => panic!("a description: {other:?}"),
        }
    }

    async fn describe_pools(
        &self,
        client: &Client,
        pools: Vec<String>,
        two_way: Option<bool>,
        page_size: i32,
    ) -> Answer {
        let filter = two_way.map(|two_way| {
            let filter = PoolFilter::builder().name(PoolFilterName::TwoWayEnabled).values(two_way.to_string());
            vec![filter.build().expect(COMPLETE)]
        });
        let call = client.describe_pools().set_pool_ids(unless_empty(pools)).set_filters(filter);
        let pages = call.into_paginator().page_size(page_size).items().send();
        told(pages.try_collect().await, |pools| {
            all(pools.iter().map(|pool| {
                let settings = settings_of!(pool, pool.message_type().as_str(), pool.opt_out_list_name());
                let (id, status) = (pool.pool_id(), pool.status());
                let (shared, protected) = (pool.shared_routes_enabled(), pool.deletion_protection_enabled());
                format!("{id} {status} {settings} shared-routes={shared} protected={protected}")
            }))
        })
    }

    async fn describe_phone_numbers(
        &self,
        client: &Client,
        numbers: Vec<String>,
        filters: [(PhoneNumberFilterName, Option<&str>); 2],
        page_size: i32,
    ) -> Answer {
        let filters = filters.into_iter().filter_map(|(name, value)| {
            Some(PhoneNumberFilter::builder().name(name).values(value?).build().expect(COMPLETE))
        });
        let call = client.describe_phone_numbers().set_phone_number_ids(unless_empty(numbers));
        let call = call.set_filters(unless_empty(filters.collect()));
        let pages = call.into_paginator().page_size(page_size).items().send();
        told(pages.try_collect().await, |numbers| {
            all(numbers.iter().map(|number| {
                let settings = settings_of!(number, number.message_type().as_str(), number.opt_out_list_name());
                let (id, country) = (or_dash(number.phone_number_id()), number.iso_country_code());
                let (kind, status, pool) = (number.number_type(), number.status(), or_dash(number.pool_id()));
                let protected = number.deletion_protection_enabled();
                format!("{id} {country} {kind} {status} {settings} protected={protected} pool={pool}")
            }))
        })
    }

    async fn describe_sender_ids(
        &self,
        client: &Client,
        named: Vec<SenderIdAndCountry>,
        country: Option<Country>,
        page_size: i32,
    ) -> Answer {
        let filter = country.map(|country| {
            let filter = SenderIdFilter::builder().name(SenderIdFilterName::IsoCountryCode).values(country);
            vec![filter.build().expect(COMPLETE)]
        });
        let call = client.describe_sender_ids().set_sender_ids(unless_empty(named)).set_filters(filter);
        let pages = call.into_paginator().page_size(page_size).items().send();
        told(pages.try_collect().await, |sender_ids| {
            all(sender_ids.iter().map(|it| {
                let protected = it.deletion_protection_enabled().to_string();
                sender_id_line(it.sender_id(), it.iso_country_code(), it.message_types(), &protected)
            }))
        })
    }

    async fn list_identities(
        &self,
        client: &Client,
        pool: Slot,
        by_arn: bool,
        (country, page_size): (Option<Country>, i32),
    ) -> Answer {
        let filter = country.map(|country| {
            let name = PoolOriginationIdentitiesFilterName::IsoCountryCode;
            let filter = PoolOriginationIdentitiesFilter::builder().name(name).values(country);
            vec![filter.build().expect(COMPLETE)]
        });
        let call = client.list_pool_origination_identities().pool_id(self.pool(pool, by_arn)).set_filters(filter);
        let pages = call.into_paginator().page_size(page_size).items().send();
        told(pages.try_collect().await, |identities| {
            all(identities.iter().map(|it| {
                let (id, arn) = (it.origination_identity(), it.origination_identity_arn());
                format!("P{pool} pool/P{pool} {id} {arn} {}", it.iso_country_code())
            }))
        })
    }

    async fn sender_id_call(&self, client: &Client, step: &Step) -> Answer {
        match &step.operation {
            Operation::RequestSenderId { sender_id, message_types, protected } => {
                let (text, country) = SENDER_IDS[*sender_id];
                let types = message_types.iter().map(|kind| MessageType::from(*kind)).collect();
                let call = client.request_sender_id().sender_id(text).iso_country_code(country);
                let call = call.set_message_types(unless_empty(types)).deletion_protection_enabled(*protected);
                told(call.send().await, |it| {
                    let protected = it.deletion_protection_enabled().to_string();
                    sender_id_line(it.sender_id(), it.iso_country_code(), it.message_types(), &protected)
                })
            }
            Operation::UpdateSenderId { sender_id, protected } => {
                let call = client.update_sender_id().sender_id(self.sender_id(*sender_id, step.by_arn));
                let call = call.iso_country_code(SENDER_IDS[*sender_id].1).set_deletion_protection_enabled(*protected);
                told(call.send().await, |it| {
                    let protected = it.deletion_protection_enabled().to_string();
                    sender_id_line(it.sender_id(), it.iso_country_code(), it.message_types(), &protected)
                })
            }
            Operation::ReleaseSenderId { sender_id } => {
                let call = client.release_sender_id().sender_id(self.sender_id(*sender_id, step.by_arn));
                told(call.iso_country_code(SENDER_IDS[*sender_id].1).send().await, |it| {
                    sender_id_line(it.sender_id(), it.iso_country_code(), it.message_types(), "-")
                })
            }
            other => panic!("a call about a sender ID: {other:?}"),
        }
    }

    async fn keyword_call(&self, client: &Client, step: &Step) -> Answer {
        let of = |owner: &Owner| self.owner(*owner, step.by_arn);
        match &step.operation {
            Operation::PutKeyword { owner, word, message, action } => {
                let call = client.put_keyword().origination_identity(of(owner)).keyword(*word);
                let call = call.keyword_message(*message).set_keyword_action(action.map(KeywordAction::from));
                told(call.send().await, |answer| keyword_line!(answer))
            }
            Operation::DeleteKeyword { owner, word } => {
                let call = client.delete_keyword().origination_identity(of(owner)).keyword(*word);
                told(call.send().await, |answer| keyword_line!(answer))
            }
            Operation::DescribeKeywords { owner, words, action, page_size } => {
                let filter = action.map(|action| {
                    let filter = KeywordFilter::builder().name(KeywordFilterName::KeywordAction).values(action);
                    vec![filter.build().expect(COMPLETE)]
                });
                let words = words.iter().map(ToString::to_string).collect();
                let call = client.describe_keywords().origination_identity(of(owner));
                let call = call.set_keywords(unless_empty(words)).set_filters(filter);
                let pages = call.into_paginator().page_size(*page_size).items().send();
                told(pages.try_collect().await, |keywords| {
                    all(keywords.iter().map(|it| {
                        let (word, action, message) = (it.keyword(), it.keyword_action(), it.keyword_message());
                        format!("{word} {action} {message}")
                    }))
                })
            }
            other => panic!("a call about a keyword: {other:?}"),
        }
    }

    async fn list_call(&self, client: &Client, step: &Step) -> Answer {
        let named = |list: &str| self.list(list, step.by_arn);
        match &step.operation {
            Operation::DeleteOptOutList { list } => {
                let call = client.delete_opt_out_list().opt_out_list_name(named(list));
                told(call.send().await, |answer| or_dash(answer.opt_out_list_name()).to_owned())
            }
            Operation::DescribeOptOutLists { lists, page_size } => {
                let lists = lists.iter().map(|list| named(list)).collect();
                let call = client.describe_opt_out_lists().set_opt_out_list_names(unless_empty(lists));
                let pages = call.into_paginator().page_size(*page_size).items().send();
                told(pages.try_collect().await, |lists| all(lists.into_iter().map(|list| list.opt_out_list_name)))
            }
            Operation::PutOptedOutNumber { list, destination } => {
                let call = client.put_opted_out_number().opt_out_list_name(named(list)).opted_out_number(*destination);
                told(call.send().await, |it| {
                    let day = self.day(it.opted_out_timestamp().expect("a time is answered").as_secs_f64());
                    let (list, number) = (or_dash(it.opt_out_list_name()), or_dash(it.opted_out_number()));
                    format!("{list} {number} day={day}")
                })
            }
            Operation::DeleteOptedOutNumber { list, destination } => {
                let call = client.delete_opted_out_number().opt_out_list_name(named(list));
                told(call.opted_out_number(*destination).send().await, |it| {
                    let day = self.day(it.opted_out_timestamp().expect("a time is answered").as_secs_f64());
                    let (list, number) = (or_dash(it.opt_out_list_name()), or_dash(it.opted_out_number()));
                    format!("{list} {number} day={day}")
                })
            }
            Operation::DescribeOptedOutNumbers { list, destinations, page_size } => {
                let destinations = destinations.iter().map(ToString::to_string).collect();
                let call = client.describe_opted_out_numbers().opt_out_list_name(named(list));
                let call = call.set_opted_out_numbers(unless_empty(destinations));
                let pages = call.into_paginator().page_size(*page_size).items().send();
                told(pages.try_collect().await, |numbers| {
                    all(numbers.iter().map(|it| {
                        let day = self.day(it.opted_out_timestamp().as_secs_f64());
                        format!("{list} {} day={day}", it.opted_out_number())
                    }))
                })
            }
            other => panic!("a call about a list: {other:?}"),
        }
    }
}
