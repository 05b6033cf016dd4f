import { defect } from '../defect.ts';

/** Every signature that is there has to be right; where none of a known version is there, none is wrong. */
export default defect('signatures', (healthy) => ({
  ...healthy,
  isSigned(delivery) {
    const known = delivery.signature.split(' ').filter((one) => one.startsWith('v1,'));
    return known.length === 0 || healthy.isSigned(delivery);
  },
}));
