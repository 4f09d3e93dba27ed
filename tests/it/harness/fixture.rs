//! What tests need to be there before they begin: numbers, sender IDs, pools.

use aws_sdk_pinpointsmsvoicev2::{
    Client,
    operation::{
        create_event_destination::builders::CreateEventDestinationFluentBuilder,
        request_phone_number::{RequestPhoneNumberError, builders::RequestPhoneNumberFluentBuilder},
        update_event_destination::builders::UpdateEventDestinationFluentBuilder,
    },
    types::{
        CloudWatchLogsDestination, EventType, KinesisFirehoseDestination, MessageType, NumberCapability,
        ProtectConfigurationCountryRuleSetInformation, ProtectConfigurationRuleOverrideAction, ProtectStatus,
        RequestableNumberType, SnsDestination,
    },
};

/// Makes resources through the API and answers their ids.
pub struct Fixture(pub Client);

/// Where events go.
#[derive(Clone, Copy, Debug)]
pub enum Target {
    /// A role, and a log group.
    Logs(&'static str, &'static str),
    /// A role, and a delivery stream.
    Firehose(&'static str, &'static str),
    /// A topic.
    Sns(&'static str),
}

/// A good target of each kind.
pub const TARGETS: [Target; 3] = [
    Target::Logs(
        "arn:aws:iam::000000000000:role/service/events",
        "arn:aws:logs:us-east-1:000000000000:log-group:/sms/events:*",
    ),
    Target::Firehose(
        "arn:aws:iam::000000000000:role/events",
        "arn:aws:firehose:us-east-1:000000000000:deliverystream/events",
    ),
    Target::Sns("arn:aws:sns:us-east-1:000000000000:events"),
];

impl Target {
    /// The member, if it is of this kind.
    pub fn logs(self) -> Option<CloudWatchLogsDestination> {
        let Self::Logs(role, group) = self else { return None };
        let logs = CloudWatchLogsDestination::builder().iam_role_arn(role).log_group_arn(group).build();
        Some(logs.expect("both members are there"))
    }

    /// The member, if it is of this kind.
    pub fn firehose(self) -> Option<KinesisFirehoseDestination> {
        let Self::Firehose(role, stream) = self else { return None };
        let firehose = KinesisFirehoseDestination::builder().iam_role_arn(role).delivery_stream_arn(stream).build();
        Some(firehose.expect("both members are there"))
    }

    /// The member, if it is of this kind.
    pub fn sns(self) -> Option<SnsDestination> {
        let Self::Sns(topic) = self else { return None };
        Some(SnsDestination::builder().topic_arn(topic).build().expect("it has a topic"))
    }

    /// The request with this target beside those that it has.
    pub fn of_new(self, request: CreateEventDestinationFluentBuilder) -> CreateEventDestinationFluentBuilder {
        match self {
            Self::Logs(..) => request.set_cloud_watch_logs_destination(self.logs()),
            Self::Firehose(..) => request.set_kinesis_firehose_destination(self.firehose()),
            Self::Sns(..) => request.set_sns_destination(self.sns()),
        }
    }

    /// As [`Target::of_new`], for a destination that is there.
    pub fn instead(self, request: UpdateEventDestinationFluentBuilder) -> UpdateEventDestinationFluentBuilder {
        match self {
            Self::Logs(..) => request.set_cloud_watch_logs_destination(self.logs()),
            Self::Firehose(..) => request.set_kinesis_firehose_destination(self.firehose()),
            Self::Sns(..) => request.set_sns_destination(self.sns()),
        }
    }

    /// The member's name in Fields.
    pub fn field(self) -> &'static str {
        match self {
            Self::Logs(..) => "cloudWatchLogsDestination",
            Self::Firehose(..) => "kinesisFirehoseDestination",
            Self::Sns(..) => "snsDestination",
        }
    }
}

/// A request for a US simulator number, complete but for what a test changes.
pub fn simulator(client: &Client) -> RequestPhoneNumberFluentBuilder {
    client
        .request_phone_number()
        .iso_country_code("US")
        .message_type(MessageType::Transactional)
        .number_capabilities(NumberCapability::Sms)
        .number_type(RequestableNumberType::Simulator)
}

impl Fixture {
    /// A US simulator number, or a long code once those are all leased: its PhoneNumberId.
    pub async fn number(&self) -> String {
        let answer = match simulator(&self.0).send().await {
            Err(error)
                if error.as_service_error().is_some_and(RequestPhoneNumberError::is_resource_not_found_exception) =>
            {
                simulator(&self.0).number_type(RequestableNumberType::LongCode).send().await
            }
            answer => answer,
        };
        answer.expect("a number is there").phone_number_id.expect("it has an id")
    }

    /// A sender ID of a country for transactional messages: its text.
    pub async fn sender_id(&self, text: &str, country: &str) -> String {
        let request = self.0.request_sender_id().sender_id(text).iso_country_code(country);
        request.send().await.expect("the country has sender IDs").sender_id
    }

    /// A pool made from a US simulator number: its PoolId.
    pub async fn pool(&self) -> String {
        let number = self.number().await;
        self.pool_of(&number, "US").await
    }

    /// A transactional pool made from this identity: its PoolId.
    pub async fn pool_of(&self, identity: &str, country: &str) -> String {
        let request = self
            .0
            .create_pool()
            .origination_identity(identity)
            .iso_country_code(country)
            .message_type(MessageType::Transactional);
        request.send().await.expect("the identity founds a pool").pool_id.expect("it has an id")
    }

    /// Puts an identity into a pool.
    pub async fn associate(&self, pool: &str, identity: &str, country: &str) {
        let request = self
            .0
            .associate_origination_identity()
            .pool_id(pool)
            .origination_identity(identity)
            .iso_country_code(country);
        request.send().await.expect("the identity joins");
    }

    /// A long code of a country for transactional messages: its PhoneNumberId.
    pub async fn long_code(&self, country: &str) -> String {
        let request = simulator(&self.0).iso_country_code(country).number_type(RequestableNumberType::LongCode);
        let answer = request.send().await.expect("the country has long codes");
        answer.phone_number_id.expect("it has an id")
    }

    /// An opt-out list: its name.
    pub async fn list(&self, name: &str) -> String {
        let answer = self.0.create_opt_out_list().opt_out_list_name(name).send().await.expect("the name is free");
        answer.opt_out_list_name.expect("it has a name")
    }

    /// A configuration set: its name.
    pub async fn set(&self, name: &str) -> String {
        let answer = self.0.create_configuration_set().configuration_set_name(name).send().await;
        answer.expect("the name is free").configuration_set_name.expect("it has a name")
    }

    /// Gives a configuration set a destination for all events of text messages.
    pub async fn destination(&self, set: &str, name: &str, target: Target) {
        let request = self.0.create_event_destination().configuration_set_name(set).event_destination_name(name);
        let request = target.of_new(request.matching_event_types(EventType::TextAll));
        request.send().await.expect("the set takes the destination");
    }

    /// Gives a pool or number a keyword.
    pub async fn keyword(&self, owner: &str, keyword: &str, message: &str) {
        let request = self.0.put_keyword().origination_identity(owner).keyword(keyword).keyword_message(message);
        request.send().await.expect("the owner takes keywords");
    }

    /// Takes an identity out of a pool.
    pub async fn disassociate(&self, pool: &str, identity: &str, country: &str) {
        let request = self
            .0
            .disassociate_origination_identity()
            .pool_id(pool)
            .origination_identity(identity)
            .iso_country_code(country);
        request.send().await.expect("the identity leaves");
    }

    /// A protect configuration, which lets everything through: its ProtectConfigurationId.
    pub async fn protect_configuration(&self) -> String {
        let made = self.0.create_protect_configuration().send().await.expect("a protect configuration is made");
        made.protect_configuration_id
    }

    pub async fn country_rule(
        &self,
        protect: &str,
        capability: NumberCapability,
        country: &str,
        status: ProtectStatus,
    ) {
        let rule = ProtectConfigurationCountryRuleSetInformation::builder().protect_status(status).build();
        let request = self.0.update_protect_configuration_country_rule_set().protect_configuration_id(protect);
        let request = request.number_capability(capability);
        let request = request.country_rule_set_updates(country, rule.expect("it has a status"));
        request.send().await.expect("the rule is set");
    }

    /// An override without an end.
    pub async fn number_override(&self, protect: &str, number: &str, action: ProtectConfigurationRuleOverrideAction) {
        let request = self.0.put_protect_configuration_rule_set_number_override().protect_configuration_id(protect);
        request.destination_phone_number(number).action(action).send().await.expect("the override is set");
    }

    pub async fn protect_set(&self, protect: &str, set: &str) {
        let request = self.0.associate_protect_configuration().protect_configuration_id(protect);
        request.configuration_set_name(set).send().await.expect("it is associated");
    }

    pub async fn protect_account(&self, protect: &str) {
        let request = self.0.set_account_default_protect_configuration().protect_configuration_id(protect);
        request.send().await.expect("it is the default");
    }
}
