#pragma once

#include <functional>
#include <map>
#include <string>
#include <type_traits>

#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"

// Declares the range of a numeric flag: `least` to `most`, both included. Write it after the flag's
// ABSL_FLAG. ReadCommandLine rejects a value outside the range. Each numeric flag has a range.
#define LOSSY_FLAG_RANGE(flag, least, most) \
  static const ::lossy::base::FlagRange lossy_range_of_##flag(FLAGS_##flag, least, most)

namespace lossy::base {

// The range of one numeric flag. LOSSY_FLAG_RANGE makes one static object for each flag before main
// starts. Immutable, so all threads may read it.
class FlagRange {
 public:
  template <typename T>
  FlagRange(const absl::Flag<T>& flag, std::type_identity_t<T> least, std::type_identity_t<T> most)
      : text_(absl::StrCat("must be a number from ", least, " to ", most)),
        holds_([&flag, least, most] {
          const T value = absl::GetFlag(flag);
          // NaN fails both comparisons.
          return value >= least && value <= most;
        }) {
    All().emplace(std::string(absl::GetFlagReflectionHandle(flag).Name()), this);
  }
  FlagRange(const FlagRange&) = delete;
  FlagRange& operator=(const FlagRange&) = delete;

  // The ranges of all flags of this program, by the flags' names.
  static std::map<std::string, const FlagRange*>& All();

  // The rule for an error text: "must be a number from 1 to 100".
  const std::string& text() const { return text_; }
  // True if the flag's present value is in the range.
  bool Holds() const { return holds_(); }

 private:
  const std::string text_;
  const std::function<bool()> holds_;
};

}  // namespace lossy::base
