-- Pages of phone numbers that cost the same however many there are. While these two are made, who reads or joins a pool goes
-- on, and who leases or changes a number waits.

-- The numbers on one list in the order of their creation: an account finds its own among them, because a shared list holds
-- those of several.
create index phone_number_opt_out_list_page on callsign.phone_number (opt_out_list_id, account_id, created_at, id);

-- A number that isn't ACTIVE has a moment ahead of it from which on it is. Those numbers are few, and their moments are at
-- the end of this index. Joining and leaving a pool moves none, unless lifecycle settings make that visible.
create index phone_number_active_from on callsign.phone_number (account_id, greatest(active_at, changing_until));
