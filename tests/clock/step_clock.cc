// A library for LD_PRELOAD that moves the wall clock of one process, forward or back, while it
// runs. STEP_CLOCK_FILE names a file of 8 bytes: the offset in nanoseconds, a little-endian
// signed number. A test writes the file at any moment; the process sees the new time at once.
// Without the variable nothing changes.
//
// Like the kernel it moves what follows the wall clock: the time itself, and waits until a point of
// it. A wait of a duration, and everything on CLOCK_MONOTONIC, stays as it is. The waits here
// return after at most kSlice, as if a signal had come, so that the caller reads the time again;
// the kernel compares with the new time by itself.

#include <dlfcn.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <pthread.h>
#include <semaphore.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdarg>
#include <cstdint>
#include <cstdlib>

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kSlice = kSecond / 10;

// The mapped file; nullptr: the clock is the machine's.
const volatile std::int64_t* offset = nullptr;

template <typename Function>
Function* Next(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

std::int64_t Offset() { return offset == nullptr ? 0 : *offset; }

bool IsWall(clockid_t clock) { return clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE; }

std::int64_t ToNanoseconds(const timespec& time) { return time.tv_sec * kSecond + time.tv_nsec; }

timespec ToTimespec(std::int64_t nanoseconds) {
  std::int64_t seconds = nanoseconds / kSecond;
  std::int64_t rest = nanoseconds % kSecond;
  if (rest < 0) {
    rest += kSecond;
    --seconds;
  }
  return {.tv_sec = static_cast<time_t>(seconds), .tv_nsec = static_cast<long>(rest)};
}

int RealClock(clockid_t clock, timespec* time) {
  static auto* const real = Next<int(clockid_t, timespec*)>("clock_gettime");
  return real(clock, time);
}

// The machine's wall time.
std::int64_t RealNow() {
  timespec now{};
  RealClock(CLOCK_REALTIME, &now);
  return ToNanoseconds(now);
}

std::int64_t SteppedNow() { return RealNow() + Offset(); }

// When to look again, in the machine's wall time, for a wait until `deadline` of the stepped one.
timespec NextLook(const timespec& deadline) {
  const std::int64_t left = ToNanoseconds(deadline) - SteppedNow();
  return ToTimespec(RealNow() + std::clamp<std::int64_t>(left, 0, kSlice));
}

bool IsOver(const timespec& deadline) { return SteppedNow() >= ToNanoseconds(deadline); }

__attribute__((constructor)) void MapOffset() {
  const char* path = std::getenv("STEP_CLOCK_FILE");
  if (path == nullptr) return;
  const int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return;
  void* mapped = mmap(nullptr, sizeof(std::int64_t), PROT_READ, MAP_SHARED, file, 0);
  close(file);
  if (mapped != MAP_FAILED) offset = static_cast<const volatile std::int64_t*>(mapped);
}

}  // namespace

extern "C" {

int clock_gettime(clockid_t clock, timespec* time) noexcept {
  const int status = RealClock(clock, time);
  if (status == 0 && IsWall(clock)) *time = ToTimespec(ToNanoseconds(*time) + Offset());
  return status;
}

int gettimeofday(timeval* time, void* /*zone*/) noexcept {
  const std::int64_t micros = SteppedNow() / 1000;
  *time = {.tv_sec = static_cast<time_t>(micros / 1'000'000),
           .tv_usec = static_cast<suseconds_t>(micros % 1'000'000)};
  return 0;
}

time_t time(time_t* result) noexcept {
  const auto seconds = static_cast<time_t>(SteppedNow() / kSecond);
  if (result != nullptr) *result = seconds;
  return seconds;
}

int timespec_get(timespec* time, int base) noexcept {
  if (base != TIME_UTC) return 0;
  *time = ToTimespec(SteppedNow());
  return base;
}

int pthread_cond_timedwait(pthread_cond_t* cond, pthread_mutex_t* mutex, const timespec* deadline) {
  using Wait = int(pthread_cond_t*, pthread_mutex_t*, const timespec*);
  static auto* const real = Next<Wait>("pthread_cond_timedwait");
  // Set by pthread_condattr_setclock: the deadline is one of CLOCK_MONOTONIC.
  const bool is_steady = (cond->__data.__wrefs & 2) != 0;
  if (is_steady || offset == nullptr) return real(cond, mutex, deadline);
  const timespec look = NextLook(*deadline);
  const int status = real(cond, mutex, &look);
  return status == ETIMEDOUT && !IsOver(*deadline) ? 0 : status;
}

int pthread_cond_clockwait(pthread_cond_t* cond, pthread_mutex_t* mutex, clockid_t clock,
                           const timespec* deadline) {
  using Wait = int(pthread_cond_t*, pthread_mutex_t*, clockid_t, const timespec*);
  static auto* const real = Next<Wait>("pthread_cond_clockwait");
  if (!IsWall(clock) || offset == nullptr) return real(cond, mutex, clock, deadline);
  const timespec look = NextLook(*deadline);
  const int status = real(cond, mutex, clock, &look);
  return status == ETIMEDOUT && !IsOver(*deadline) ? 0 : status;
}

int sem_timedwait(sem_t* semaphore, const timespec* deadline) {
  static auto* const real = Next<int(sem_t*, const timespec*)>("sem_timedwait");
  if (offset == nullptr) return real(semaphore, deadline);
  const timespec look = NextLook(*deadline);
  const int status = real(semaphore, &look);
  if (status != 0 && errno == ETIMEDOUT && !IsOver(*deadline)) errno = EINTR;
  return status;
}

// Abseil waits by the system call itself.
long syscall(long number, ...) noexcept {
  static auto* const real = Next<long(long, ...)>("syscall");
  va_list list;
  va_start(list, number);
  long arguments[6];
  for (long& argument : arguments) argument = va_arg(list, long);
  va_end(list);
  const auto* deadline = reinterpret_cast<const timespec*>(arguments[3]);
  const bool waits_for_wall_time = number == SYS_futex && deadline != nullptr &&
                                   (arguments[1] & FUTEX_CLOCK_REALTIME) != 0 &&
                                   (arguments[1] & FUTEX_CMD_MASK) == FUTEX_WAIT_BITSET;
  if (!waits_for_wall_time || offset == nullptr) {
    return real(number, arguments[0], arguments[1], arguments[2], arguments[3], arguments[4],
                arguments[5]);
  }
  const timespec look = NextLook(*deadline);
  const long status = real(number, arguments[0], arguments[1], arguments[2],
                           reinterpret_cast<long>(&look), arguments[4], arguments[5]);
  if (status != 0 && errno == ETIMEDOUT && !IsOver(*deadline)) errno = EINTR;
  return status;
}

}  // extern "C"
