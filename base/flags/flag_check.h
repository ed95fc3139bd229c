#pragma once

#include <functional>
#include <map>
#include <string>

#include "absl/flags/flag.h"
#include "absl/status/status.h"

// Declares a check of a flag's value that needs more than its range (flag_range.h): a file that
// must be readable, an address that must parse, or another flag that must not be set with it. The
// second argument is a function without parameters that returns absl::Status. Its message states
// what is wrong and what would be right, without the flag's name. Write it after the flag's
// ABSL_FLAG. --check_config runs all checks. A flag has at most one.
#define LOSSY_FLAG_CHECK(flag, ...) \
  static const ::lossy::base::FlagCheck lossy_check_of_##flag(FLAGS_##flag, __VA_ARGS__)

namespace lossy::base {

// The check of one flag. LOSSY_FLAG_CHECK makes one static object before main starts. A check may
// read files and resolve names; it changes nothing. Immutable, so all threads may read it.
class FlagCheck {
 public:
  template <typename T>
  FlagCheck(const absl::Flag<T>& flag, std::function<absl::Status()> check)
      : check_(std::move(check)) {
    All().emplace(std::string(absl::GetFlagReflectionHandle(flag).Name()), this);
  }
  FlagCheck(const FlagCheck&) = delete;
  FlagCheck& operator=(const FlagCheck&) = delete;

  // The checks of all flags of this program, by the flags' names.
  static std::map<std::string, const FlagCheck*>& All();

  // Returns OK if the flag's present value passes.
  absl::Status Run() const { return check_(); }

 private:
  const std::function<absl::Status()> check_;
};

}  // namespace lossy::base
