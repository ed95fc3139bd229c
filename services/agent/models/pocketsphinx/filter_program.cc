#include "services/agent/models/pocketsphinx/filter_program.h"

#include <linux/seccomp.h>

#include <cstddef>
#include <utility>

namespace lossy::agent {
namespace {

sock_filter Statement(std::uint16_t code, std::uint32_t value) {
  return {.code = code, .jt = 0, .jf = 0, .k = value};
}

sock_filter Jump(std::uint16_t test, std::uint32_t value, std::uint8_t if_true,
                 std::uint8_t if_false) {
  return {.code = static_cast<std::uint16_t>(BPF_JMP | test | BPF_K),
          .jt = if_true,
          .jf = if_false,
          .k = value};
}

// Loads a 32-bit field of seccomp_data.
sock_filter Load(std::size_t offset) {
  return Statement(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset));
}

sock_filter Return(std::uint32_t action) { return Statement(BPF_RET | BPF_K, action); }

// The offsets of the halves of argument `index`. All machines of the filter are little-endian.
std::size_t LowerHalf(int index) {
  return offsetof(seccomp_data, args) + static_cast<std::size_t>(index) * sizeof(std::uint64_t);
}
std::size_t UpperHalf(int index) { return LowerHalf(index) + sizeof(std::uint32_t); }

// Kills unless the loaded half equals `value`.
void RequireEqual(std::vector<sock_filter>& code, std::size_t half, std::uint32_t value) {
  code.insert(code.end(),
              {Load(half), Jump(BPF_JEQ, value, 1, 0), Return(SECCOMP_RET_KILL_PROCESS)});
}

void Require(std::vector<sock_filter>& code, const ArgumentRule& rule) {
  switch (rule.kind) {
    case ArgumentRule::Kind::kEquals:
      RequireEqual(code, LowerHalf(rule.index), rule.value);
      break;
    case ArgumentRule::Kind::kLacksBits:
      code.insert(code.end(), {Load(LowerHalf(rule.index)), Jump(BPF_JSET, rule.value, 0, 1),
                               Return(SECCOMP_RET_KILL_PROCESS)});
      break;
    case ArgumentRule::Kind::kIsNull:
      RequireEqual(code, LowerHalf(rule.index), 0);
      RequireEqual(code, UpperHalf(rule.index), 0);
      break;
  }
}

}  // namespace

FilterProgram::FilterProgram(std::uint32_t machine)
    : program_{Load(offsetof(seccomp_data, arch)), Jump(BPF_JEQ, machine, 1, 0),
               Return(SECCOMP_RET_KILL_PROCESS), Load(offsetof(seccomp_data, nr))} {}

void FilterProgram::Allow(std::uint32_t number, std::initializer_list<ArgumentRule> rules) {
  std::vector<sock_filter> code;
  for (const ArgumentRule& rule : rules) Require(code, rule);
  code.push_back(Return(SECCOMP_RET_ALLOW));
  // The number stays loaded for the next entry: each of these blocks ends the program.
  program_.push_back(Jump(BPF_JEQ, number, 0, static_cast<std::uint8_t>(code.size())));
  program_.insert(program_.end(), code.begin(), code.end());
}

std::vector<sock_filter> FilterProgram::Finish() && {
  program_.push_back(Return(SECCOMP_RET_KILL_PROCESS));
  return std::move(program_);
}

}  // namespace lossy::agent
