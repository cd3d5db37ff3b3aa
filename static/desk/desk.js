/** The desk works without this: every headline is a link, every decision a form. */
import { nameFields } from "./field-names.js";
import { listKeys } from "./list-keys.js";
import { pickOne } from "./pick.js";

listKeys(document);
pickOne(document);
nameFields(document);
