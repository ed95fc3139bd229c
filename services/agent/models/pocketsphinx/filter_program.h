#pragma once

#include <linux/filter.h>

#include <cstdint>
#include <initializer_list>
#include <vector>

namespace lossy::agent {

// A condition on one argument of a system call. The filter compares the lower 32 bits of an
// argument, which is all of an int, a pid_t or flags. IsNull compares all 64 bits of a pointer.
struct ArgumentRule {
  enum class Kind { kEquals, kLacksBits, kIsNull };

  // The lower 32 bits of argument `index` (0 to 5) are `value`.
  static ArgumentRule Equals(int index, std::uint32_t value) {
    return {Kind::kEquals, index, value};
  }
  // None of `bits` is set in argument `index`.
  static ArgumentRule Lacks(int index, std::uint32_t bits) {
    return {Kind::kLacksBits, index, bits};
  }
  // Argument `index` is a null pointer.
  static ArgumentRule IsNull(int index) { return {Kind::kIsNull, index, 0}; }

  Kind kind;
  int index;
  std::uint32_t value;
};

// Builds a seccomp program that allows the system calls in it and makes the kernel kill the process
// for any other call.
class FilterProgram {
 public:
  // `machine` is the AUDIT_ARCH_… of this process. A call in the mode of another architecture kills
  // the process.
  explicit FilterProgram(std::uint32_t machine);

  // Allows system call `number` if all of `rules` hold. A second entry for one number has no
  // effect.
  void Allow(std::uint32_t number, std::initializer_list<ArgumentRule> rules = {});

  // Returns the finished program. Call once, at the end.
  std::vector<sock_filter> Finish() &&;

 private:
  std::vector<sock_filter> program_;
};

}  // namespace lossy::agent
