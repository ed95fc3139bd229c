#include "base/log/crash_report.h"

#include <signal.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace lossy::base {
namespace {

constexpr std::array kSignals = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT};

// The stack of the handler, which must not allocate.
const LogOutput* report_output = nullptr;
const std::string* report_middle = nullptr;  // From the end of the time to the signal's number.
std::array<struct sigaction, kSignals.size()> former;
std::atomic<bool> reporting{false};

// Text on the stack: nothing that allocates or locks is safe in a handler.
class Text {
 public:
  void Append(absl::string_view text) {
    for (const char c : text) {
      if (size_ < sizeof(bytes_)) bytes_[size_++] = c;
    }
  }

  // Appends the number with leading zeros up to `digits`.
  void AppendNumber(long number, int digits) {
    char reversed[20];
    int count = 0;
    for (; (number > 0 || count < digits) && count < 20; number /= 10) {
      reversed[count++] = static_cast<char>('0' + number % 10);
    }
    while (count > 0) Append(absl::string_view(&reversed[--count], 1));
  }

  absl::string_view view() const { return {bytes_, size_}; }

 private:
  char bytes_[512];
  std::size_t size_ = 0;
};

// Uses the format that absl::FormatTime gives to the other lines.
void AppendTime(Text& text) {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  const std::chrono::sys_seconds seconds{std::chrono::seconds(now.tv_sec)};
  const auto day = std::chrono::floor<std::chrono::days>(seconds);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(seconds - day);
  text.AppendNumber(int{date.year()}, 4);
  text.Append("-");
  text.AppendNumber(unsigned{date.month()}, 2);
  text.Append("-");
  text.AppendNumber(unsigned{date.day()}, 2);
  text.Append("T");
  text.AppendNumber(time.hours().count(), 2);
  text.Append(":");
  text.AppendNumber(time.minutes().count(), 2);
  text.Append(":");
  text.AppendNumber(time.seconds().count(), 2);
  text.Append(".");
  text.AppendNumber(now.tv_nsec / 1000, 6);
}

void RestoreFormer() {
  for (std::size_t i = 0; i < kSignals.size(); ++i) sigaction(kSignals[i], &former[i], nullptr);
}

void Handle(int signal, siginfo_t* info, void*) {
  // A thread that crashes meanwhile ends with the process.
  if (reporting.exchange(true)) {
    while (true) pause();
  }
  report_output->Flush();
  Text line;
  line.Append("{\"time\":\"");
  AppendTime(line);
  line.Append(*report_middle);
  line.AppendNumber(signal, 1);
  line.Append("}\n");
  report_output->WriteNow(line.view());
  RestoreFormer();
  // A failed instruction runs again on return and fails again. A signal that another process sent
  // is not repeated.
  if (info->si_code <= 0) raise(signal);
}

}  // namespace

void ReportCrashes(const LogOutput& output, const std::string& process) {
  report_output = &output;
  report_middle = new std::string(absl::StrCat("Z\",\"level\":\"error\",\"process\":\"", process,
                                               "\",\"event\":\"crashed\",\"signal\":"));
  struct sigaction action{};
  action.sa_sigaction = Handle;
  action.sa_flags = SA_SIGINFO;
  sigemptyset(&action.sa_mask);
  for (std::size_t i = 0; i < kSignals.size(); ++i) sigaction(kSignals[i], &action, &former[i]);
}

}  // namespace lossy::base
