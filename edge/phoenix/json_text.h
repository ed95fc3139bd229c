#pragma once

#include "absl/strings/string_view.h"

namespace lossy::edge {

// Returns the text as a JSON string, valid until the next call of the thread: the caller must copy
// it before. It is made again for each message, because a process has very many topics and few
// messages of each.
absl::string_view JsonText(absl::string_view text);

}  // namespace lossy::edge
