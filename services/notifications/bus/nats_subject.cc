#include "services/notifications/bus/nats_subject.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace lossy::notifications {

std::string NatsSubject(absl::string_view prefix, absl::string_view name) {
  std::string subject = absl::StrCat(prefix, ".");
  for (const unsigned char byte : name) {
    if (absl::ascii_isalnum(byte) || byte == '_' || byte == '-') {
      subject.push_back(static_cast<char>(byte));
    } else {
      absl::StrAppend(&subject, "=", absl::Hex(byte, absl::kZeroPad2));
    }
  }
  return subject;
}

std::string NatsControlSubject(absl::string_view prefix) {
  return absl::StrCat(prefix, ".=replicas");
}

}  // namespace lossy::notifications
