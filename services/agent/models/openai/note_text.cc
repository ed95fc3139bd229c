#include "services/agent/models/openai/note_text.h"

#include "absl/strings/ascii.h"
#include "services/shared/text/clean_text.h"

namespace lossy::agent {

std::string NoteText(absl::string_view text, std::size_t max_bytes) {
  std::string note = services::CleanText(services::WithoutMarkup(text), max_bytes);
  absl::RemoveExtraAsciiWhitespace(&note);
  return note;
}

}  // namespace lossy::agent
