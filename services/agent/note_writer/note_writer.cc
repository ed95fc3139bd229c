#include "services/agent/note_writer/note_writer.h"

namespace lossy::agent {

absl::string_view ToString(Drop drop) {
  switch (drop) {
    case Drop::kNone:
      return "";
    case Drop::kEmpty:
      return "empty";
    case Drop::kNoise:
      return "noise";
    case Drop::kLowConfidence:
      return "low_confidence";
  }
  return "";
}

}  // namespace lossy::agent
