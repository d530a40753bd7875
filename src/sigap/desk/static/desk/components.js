// The page of components: the dialog opens as it does on the desk.

import { listenForKeys } from "../ui/keys.js";

listenForKeys({});
