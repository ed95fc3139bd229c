#pragma once

#include "absl/strings/string_view.h"

namespace lossy::notes {

// The colour of a marker, by the names of each editor.
struct MarkerColor {
  absl::string_view resolve;   // Of Resolve, after "ResolveColor".
  absl::string_view avid;      // Of Avid, as in its XML.
  absl::string_view avid_edl;  // Of Avid, as in LOC comments.
};

// Returns the colour of a note's category; that of "general" for an unknown category.
MarkerColor ColorOf(absl::string_view category);

}  // namespace lossy::notes
