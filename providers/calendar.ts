import { calendarService } from './calendar-service.ts';
import { runProvider } from './run-provider.ts';

await runProvider(calendarService);
