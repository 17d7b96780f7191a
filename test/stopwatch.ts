/**
 * Starts measuring work. Calling the result tells the milliseconds since: the lesser of the clock and the process's processor time, so
 * that what else runs on the machine does not count (the clock runs on meanwhile), nor the collector's helper threads (processor
 * time counts them beside the main one).
 */
export function stopwatch(): () => number {
  const clock = performance.now();
  const processor = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(processor);
    return Math.min(performance.now() - clock, (user + system) / 1000);
  };
}
