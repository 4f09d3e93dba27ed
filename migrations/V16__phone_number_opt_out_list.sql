-- What this index found, phone_number_opt_out_list_page finds too. A transaction of its own, because it locks the table against
-- everybody: after the making of an index it would keep them waiting for as long, or meet those who wait in a deadlock.
drop index callsign.phone_number_opt_out_list;
