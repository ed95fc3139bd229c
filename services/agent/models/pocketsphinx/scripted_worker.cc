// A recognising process for tests. Its argument names the way in which it starts, and each request
// names the behaviour.
#include <poll.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <new>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "services/agent/models/pocketsphinx/confinement.h"
#include "services/agent/models/pocketsphinx/framed_socket.h"
#include "services/agent/models/pocketsphinx/protocol.h"

namespace lossy::agent {
namespace {

constexpr std::uint64_t kMemory = 64 << 20;

void Say(const Answer& answer) {
  SendFrame(STDIN_FILENO, EncodeAnswer(answer), absl::InfiniteFuture()).IgnoreError();
}

[[noreturn]] void Hang() {
  for (;;) poll(nullptr, 0, -1);
}

[[noreturn]] void Spin() {
  for (volatile bool on = true; on;) {
  }
  abort();
}

// Allocates like `new`, which a sanitizer would replace.
[[noreturn]] void EatMemory() {
  static constexpr std::size_t kBite = 1 << 20;
  while (mmap(nullptr, kBite, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) !=
         MAP_FAILED) {
  }
  std::get_new_handler()();
  abort();
}

// Makes the system call that a request names by numbers: "call 59 0 0". Answers with the kernel's
// result, unless the kernel kills the process.
std::string Call(absl::string_view request) {
  std::array<std::int64_t, 7> numbers{};
  std::size_t count = 0;
  for (const absl::string_view word : absl::StrSplit(request, ' ')) {
    if (count < numbers.size() && absl::SimpleAtoi(word, &numbers[count])) ++count;
  }
  return absl::StrCat("answered ", syscall(numbers[0], numbers[1], numbers[2], numbers[3],
                                           numbers[4], numbers[5], numbers[6]));
}

std::string Environment() {
  return environ != nullptr && *environ != nullptr ? "has an environment" : "has none";
}

void Do(std::uint32_t number, absl::string_view request) {
  if (request == "hang") Hang();
  if (request == "spin") Spin();
  if (request == "eat") EatMemory();
  if (request == "crash") abort();
  if (request == "leave") _exit(3);
  if (request == "shut") {
    close(STDIN_FILENO);
    Hang();
  }
  if (request == "garbage") {
    SendFrame(STDIN_FILENO, "garbage", absl::InfiniteFuture()).IgnoreError();
  } else if (request == "flood") {
    [[maybe_unused]] const auto written = write(STDIN_FILENO, "\xFF\xFF\xFF\xFF", 4);
  } else if (request == "environment") {
    Say({.number = number, .outcome = Outcome::kRecognised, .text = Environment()});
  } else if (absl::ConsumePrefix(&request, "call ")) {
    Say({.number = number, .outcome = Outcome::kRecognised, .text = Call(request)});
  } else if (request == "refuse") {
    Say({.number = number, .outcome = Outcome::kRefused, .text = "has no audio track"});
  } else if (request == "twice") {
    Say({.number = number, .outcome = Outcome::kRecognised, .text = "once"});
    Say({.number = number, .outcome = Outcome::kRecognised, .text = "twice"});
  } else {
    Say({.number = number,
         .outcome = Outcome::kRecognised,
         .audio_ms = 1500,
         .work_ms = 250,
         .text = std::string(request)});
  }
}

int Run(absl::string_view mood) {
  if (mood == "silent") Hang();
  if (mood == "dead") return 1;
  if (mood == "unable") Say({.outcome = Outcome::kFailed, .text = "there is no model"});
  if (!Confine(kMemory).ok()) return 1;
  const absl::StatusOr<std::string> confined = ForbidTheOutside(WithoutFilter::kRefuse);
  if (!confined.ok()) return 1;
  Say({.outcome = Outcome::kReady, .text = *confined});
  for (;;) {
    const absl::StatusOr<std::string> body =
        ReceiveFrame(STDIN_FILENO, kMaxRequestBytes, absl::InfiniteFuture());
    if (!body.ok() || !AllowWork(absl::Seconds(1)).ok()) return 0;
    const absl::StatusOr<Request> request = DecodeRequest(*body);
    if (!request.ok()) return 0;
    Do(request->number, request->audio);
  }
}

}  // namespace
}  // namespace lossy::agent

int main(int argc, char** argv) { _exit(lossy::agent::Run(argc > 1 ? argv[1] : "")); }
