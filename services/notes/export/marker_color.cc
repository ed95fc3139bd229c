#include "services/notes/export/marker_color.h"

namespace lossy::notes {
namespace {

struct Row {
  absl::string_view category;
  MarkerColor color;
};

constexpr MarkerColor kGeneral = {"Blue", "Blue", "BLUE"};
constexpr Row kColors[] = {
    {"pacing", {"Yellow", "Yellow", "YELLOW"}},
    {"audio", {"Green", "Green", "GREEN"}},
    {"visual", {"Cyan", "Cyan", "CYAN"}},
    {"editing", {"Red", "Red", "RED"}},
    {"general", kGeneral},
    {"color", {"Fuchsia", "Magenta", "MAGENTA"}},
    {"graphics", {"Purple", "Magenta", "MAGENTA"}},
    {"content", {"Cream", "White", "WHITE"}},
    {"other", {"Cocoa", "Black", "BLACK"}},
};

}  // namespace

MarkerColor ColorOf(absl::string_view category) {
  for (const Row& row : kColors) {
    if (row.category == category) return row.color;
  }
  return kGeneral;
}

}  // namespace lossy::notes
