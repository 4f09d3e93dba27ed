-- The partition of every region, those of the isolated regions too: in which the ARNs of the views were those of no resource.
create or replace function callsign.arn(account_id text, region text, path text) returns text
    language sql immutable strict parallel safe
    return 'arn:' || case
               when region like 'cn-%' then 'aws-cn'
               when region like 'us-gov-%' then 'aws-us-gov'
               when region like 'us-iso-%' then 'aws-iso'
               when region like 'us-isob-%' then 'aws-iso-b'
               when region like 'eu-isoe-%' then 'aws-iso-e'
               when region like 'us-isof-%' then 'aws-iso-f'
               when region like 'eusc-%' then 'aws-eusc'
               else 'aws'
           end || ':sms-voice:' || region || ':' || account_id || ':' || path;
