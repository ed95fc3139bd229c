// Converts every wait until a wall time to a wait for a duration, in the whole process. It replaces
// two functions of the C library, also for the libraries that the process loads.
//
// Abseil and gRPC of Debian 12 wait until a wall time, and so does every timed wait on
// a plain pthread_cond_t. If the clock is set back an hour during such a wait, it lasts an
// hour longer: gRPC's timers stand still, so no deadline, keepalive or reconnection happens
// (docs/adr/0033; measured by tests/clock). The functions convert the time to CLOCK_MONOTONIC when
// the wait begins, which no step moves.
//
// The caller may have computed the time before a step of the clock: absl::Now() notices
// a step up to two seconds late. For kDoubt after a step there are two durations, by the wall time
// before and after the step. The shorter one that has not ended applies.

#include <dlfcn.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <time.h>

#include <algorithm>
#include <atomic>
#include <cstdarg>
#include <cstdint>
#include <cstdlib>

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kDoubt = 5 * kSecond;
// A smaller difference comes from NTP or from the time between two readings.
constexpr std::int64_t kStep = kSecond / 10;

std::int64_t ToNanoseconds(const timespec& time) { return time.tv_sec * kSecond + time.tv_nsec; }

std::int64_t Now(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return ToNanoseconds(now);
}

// The wall time minus CLOCK_MONOTONIC, now and before the last step. Threads may store a step at
// the same time; all of them store the same values.
std::atomic<std::int64_t> offset{0};
std::atomic<std::int64_t> offset_before{0};
std::atomic<std::int64_t> stepped_at{0};

void NoteStep(std::int64_t present, std::int64_t steady) {
  const std::int64_t known = offset.load();
  if (std::abs(present - known) < kStep) return;
  // The first call of the process finds zero.
  if (known != 0) {
    offset_before = known;
    stepped_at = steady;
  }
  offset = present;
}

// Returns the CLOCK_MONOTONIC time that is as far away as the wall time `deadline`.
timespec ToSteady(const timespec& deadline) {
  const std::int64_t steady = Now(CLOCK_MONOTONIC);
  const std::int64_t present = Now(CLOCK_REALTIME) - steady;
  NoteStep(present, steady);
  std::int64_t left = ToNanoseconds(deadline) - present - steady;
  if (stepped_at != 0 && steady - stepped_at < kDoubt) {
    const std::int64_t otherwise = ToNanoseconds(deadline) - offset_before - steady;
    if (left < 0) left = otherwise;
    if (otherwise >= 0) left = std::min(left, otherwise);
  }
  const std::int64_t point = steady + std::max<std::int64_t>(left, 0);
  return {.tv_sec = static_cast<time_t>(point / kSecond),
          .tv_nsec = static_cast<long>(point % kSecond)};
}

// A condition variable may have been made for CLOCK_MONOTONIC, which counts from the start of the
// machine; the wall time counts from 1970.
bool IsWallTime(const timespec& time) {
  const std::int64_t point = ToNanoseconds(time);
  return std::abs(point - Now(CLOCK_REALTIME)) < std::abs(point - Now(CLOCK_MONOTONIC));
}

template <typename Function>
Function* Next(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

}  // namespace

extern "C" {

// Abseil waits by the system call.
long syscall(long number, ...) noexcept {
  static auto* const next = Next<long(long, ...)>("syscall");
  va_list list;
  va_start(list, number);
  long arguments[6];
  for (long& argument : arguments) argument = va_arg(list, long);
  va_end(list);
  timespec steady{};
  if (number == SYS_futex && (arguments[1] & FUTEX_CLOCK_REALTIME) != 0 &&
      (arguments[1] & FUTEX_CMD_MASK) == FUTEX_WAIT_BITSET && arguments[3] != 0) {
    steady = ToSteady(*reinterpret_cast<const timespec*>(arguments[3]));
    arguments[1] &= ~static_cast<long>(FUTEX_CLOCK_REALTIME);
    arguments[3] = reinterpret_cast<long>(&steady);
  }
  return next(number, arguments[0], arguments[1], arguments[2], arguments[3], arguments[4],
              arguments[5]);
}

int pthread_cond_timedwait(pthread_cond_t* cond, pthread_mutex_t* mutex, const timespec* deadline) {
  static auto* const next =
      Next<int(pthread_cond_t*, pthread_mutex_t*, const timespec*)>("pthread_cond_timedwait");
  if (!IsWallTime(*deadline)) return next(cond, mutex, deadline);
  const timespec steady = ToSteady(*deadline);
  return pthread_cond_clockwait(cond, mutex, CLOCK_MONOTONIC, &steady);
}

}  // extern "C"
