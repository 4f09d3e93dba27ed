"""Data as a team has it: three pools, forty conversations in four scripts, an emoji, a body of 1,500 characters."""

import json
import time
import urllib.request

import boto3
from botocore.exceptions import ClientError

BODIES = [
    "Your code is 482 913. Don’t share it.",
    "Your one-time passcode is 719204. It expires in 10 minutes.",
    "Hi Ana, your parcel is out for delivery today between 14:00 and 16:00.",
    "Привет! Ваш заказ № 4471 готов к выдаче. Код: 5530",
    "您的验证码是 839201，请勿泄露给他人。",
    "رمز التحقق الخاص بك هو 447120. لا تشاركه مع أحد.",
    "Welcome aboard 🎉 Reply HELP for help, STOP to end.",
    "Reminder: your appointment with Dr Meyer is tomorrow at 09:30. Reply C to confirm.",
    "Sale ends tonight: 30% off everything with SPRING30. Reply STOP to end.",
    "Payment of €49.90 received. Thank you!",
]
LONG = (
    "Dear customer, this is a long notice about the changes to our terms which take effect on the first of next month. "
    * 20
)[:1500]


def client(url, account="000000000000", region="us-east-1"):
    """A client of an account, whose access key is its id."""
    return boto3.client(
        "pinpoint-sms-voice-v2",
        endpoint_url=url,
        region_name=region,
        aws_access_key_id=account,
        aws_secret_access_key="test",
    )


def number(sms, kind, message_type="TRANSACTIONAL", country="US"):
    return sms.request_phone_number(
        IsoCountryCode=country, MessageType=message_type, NumberCapabilities=["SMS"], NumberType=kind
    )["PhoneNumberId"]


def pool(sms, identity, message_type, country="US", tags=()):
    return sms.create_pool(
        OriginationIdentity=identity,
        IsoCountryCode=country,
        MessageType=message_type,
        Tags=[{"Key": key, "Value": value} for key, value in tags],
    )["PoolId"]


def fill(sms):
    """Makes it all, and answers the ids that a test goes on with."""
    otp = pool(sms, number(sms, "TOLL_FREE"), "TRANSACTIONAL", tags=[("team", "login")])
    for kind in ["LONG_CODE", "LONG_CODE"]:
        sms.associate_origination_identity(
            PoolId=otp, OriginationIdentity=number(sms, kind), IsoCountryCode="US"
        )
    sms.request_sender_id(SenderId="MYBRAND", IsoCountryCode="GB")
    sms.associate_origination_identity(PoolId=otp, OriginationIdentity="MYBRAND", IsoCountryCode="GB")
    left = number(sms, "TOLL_FREE")
    sms.associate_origination_identity(PoolId=otp, OriginationIdentity=left, IsoCountryCode="US")
    sms.disassociate_origination_identity(PoolId=otp, OriginationIdentity=left, IsoCountryCode="US")
    news = pool(sms, number(sms, "TOLL_FREE", "PROMOTIONAL"), "PROMOTIONAL", tags=[("team", "growth")])
    care = pool(sms, number(sms, "LONG_CODE"), "TRANSACTIONAL")
    free = number(sms, "LONG_CODE")
    sms.create_opt_out_list(OptOutListName="Marketing")
    for last in range(12):
        sms.put_opted_out_number(OptOutListName="Marketing", OptedOutNumber=f"+120255501{last:02}")
    sms.delete_opted_out_number(OptOutListName="Marketing", OptedOutNumber="+12025550103")
    sms.put_opted_out_number(OptOutListName="Marketing", OptedOutNumber="+12025550103")
    sms.create_configuration_set(ConfigurationSetName="default")
    sms.create_event_destination(
        ConfigurationSetName="default",
        EventDestinationName="sns",
        MatchingEventTypes=["TEXT_ALL"],
        SnsDestination={"TopicArn": "arn:aws:sns:us-east-1:000000000000:sms-events"},
    )
    sms.create_configuration_set(ConfigurationSetName="newsletter")
    sms.set_default_sender_id(ConfigurationSetName="newsletter", SenderId="MYBRAND")

    def send(to, body, origin, **more):
        return sms.send_text_message(
            DestinationPhoneNumber=to, OriginationIdentity=origin, MessageBody=body, **more
        )["MessageId"]

    for place in range(40):
        area = [206, 425, 415, 212][place % 4]
        origin = news if place % 10 == 8 else otp
        more = {"Context": {"order": str(4400 + place)}} if place % 3 == 0 else {}
        if place % 5 == 1:
            more["ConfigurationSetName"] = "default"
        send(f"+1{area}55501{place:02}", BODIES[place % len(BODIES)], origin, **more)
    for failing in [51, 53, 55, 59]:
        send(f"+120655501{failing}", BODIES[1], otp)
    send("+447700900123", BODIES[0], otp)
    send("+12065550141", LONG, care)
    for body in [BODIES[2], BODIES[6], BODIES[3], BODIES[5], BODIES[4], BODIES[0]]:
        send("+12065550142", body, otp)
    return {"otp": otp, "news": news, "care": care, "free": free} | register(sms, otp)


def register(sms, pool_id):
    """Registrations of which one waits for its reviewer and one was denied, an agent, a tester, and what protects and notifies."""
    made = {}
    for name, word in [("reviewed", "CALLSIGN-HOLD"), ("denied", "CALLSIGN-DENY")]:
        made[name] = sms.create_registration(RegistrationType="US_TEN_DLC_BRAND_REGISTRATION")["RegistrationId"]
        fill_form(sms, made[name], "US_TEN_DLC_BRAND_REGISTRATION", word)
        sms.submit_registration_version(RegistrationId=made[name])
    sms.create_registration(RegistrationType="US_TOLL_FREE_REGISTRATION")
    made["agent"] = sms.create_rcs_agent(Tags=[{"Key": "team", "Value": "growth"}])["RcsAgentId"]
    launch = sms.create_registration(RegistrationType="TEST_RCS_LAUNCH_REGISTRATION")["RegistrationId"]
    sms.create_registration_association(RegistrationId=launch, ResourceId=made["agent"])
    sms.create_verified_destination_number(DestinationPhoneNumber="+12065550142", RcsAgentId=made["agent"])
    phone = sms.create_verified_destination_number(DestinationPhoneNumber="+12065550143")
    sms.send_destination_number_verification_code(
        VerifiedDestinationNumberId=phone["VerifiedDestinationNumberId"], VerificationChannel="TEXT"
    )
    made["protect"] = protect = sms.create_protect_configuration()["ProtectConfigurationId"]
    sms.update_protect_configuration_country_rule_set(
        ProtectConfigurationId=protect,
        NumberCapability="SMS",
        CountryRuleSetUpdates={"FR": {"ProtectStatus": "BLOCK"}, "DE": {"ProtectStatus": "MONITOR"}},
    )
    sms.put_protect_configuration_rule_set_number_override(
        ProtectConfigurationId=protect, DestinationPhoneNumber="+33612345678", Action="ALLOW"
    )
    sms.associate_protect_configuration(ProtectConfigurationId=protect, ConfigurationSetName="newsletter")
    made["notify"] = sms.create_notify_configuration(
        DisplayName="Example Shop", UseCase="CODE_VERIFICATION", EnabledChannels=["SMS"], PoolId=pool_id
    )["NotifyConfigurationId"]
    return made


def fill_form(sms, registration, kind, word):
    """Puts what every field of a form takes that must have a value, and the word that decides about it."""
    fields = sms.describe_registration_field_definitions(RegistrationType=kind)["RegistrationFieldDefinitions"]
    for field in fields:
        if field["FieldRequirement"] != "REQUIRED":
            continue
        path, value = field["FieldPath"], {}
        if field["FieldType"] == "SELECT":
            value["SelectChoices"] = field["SelectValidation"]["Options"][:1]
        elif field["FieldType"] == "TEXT":
            value["TextValue"] = field["DisplayHints"].get("ExampleTextValue", "Example")
        sms.put_registration_field_value(RegistrationId=registration, FieldPath=path, **value)
    sms.put_registration_field_value(
        RegistrationId=registration, FieldPath="companyInfo.city", TextValue=f"Oslo {word}"
    )


def ask(url, path):
    """What callsign's own interface answers."""
    with urllib.request.urlopen(f"{url}/_callsign/v1/{path}") as answer:
        return json.load(answer)


def refused(call, **members):
    """The request id of a call that must be refused."""
    try:
        call(**members)
    except ClientError as error:
        return error.response["ResponseMetadata"]["RequestId"]
    raise AssertionError(f"{members} was not refused")


def go_on(sms, made, url):
    """Refusals of several kinds, a phone that answers, and a message whose event the application received."""
    own, otp, news, free = (made[name] for name in ["own", "otp", "news", "free"])
    refused(sms.create_pool, OriginationIdentity="NOBODY", IsoCountryCode="US", MessageType="TRANSACTIONAL")
    refused(sms.associate_origination_identity, PoolId=news, OriginationIdentity=free, IsoCountryCode="US")
    refused(sms.describe_pools, PoolIds=["pool-" + "0" * 32])
    refused(sms.create_opt_out_list, OptOutListName="Marketing")
    refused(sms.set_text_message_spend_limit_override, MonthlyLimit=99_999_999)
    refused(sms.send_text_message, DestinationPhoneNumber="+1", MessageBody="x", OriginationIdentity=own)
    in_another = refused(sms.associate_origination_identity, PoolId=news, OriginationIdentity=own, IsoCountryCode="US")
    told = "Your table for two is booked."
    sent = sms.send_text_message(
        DestinationPhoneNumber="+12065550142", OriginationIdentity=own, MessageBody=told, ConfigurationSetName="default"
    )
    message = sent["MessageId"]
    until = time.monotonic() + 20
    while time.monotonic() < until:
        items = ask(url, f"deliveries?message_id={message}&status=DELIVERED")["items"]
        if len(items) == 2:
            return {
                "refused": in_another,
                "sent": sent["ResponseMetadata"]["RequestId"],
                "told": told,
                "told_id": message,
                "delivery": items[0]["delivery_id"],
            }
        time.sleep(0.2)
    raise AssertionError("the application did not receive the events")


if __name__ == "__main__":
    import sys

    print(fill(client(sys.argv[1])))
